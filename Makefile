# migrate: schema migrations inside the PostgreSQL server
#
# `make`, `make install` and `make installcheck` work as in every extension,
# against the server that PG_CONFIG names. `make demo`, `make test` and
# `make matrix` also install what is missing and start servers of their own.

srcdir := $(patsubst %/,%,$(dir $(firstword $(MAKEFILE_LIST))))

EXTENSION = migrate
EXTVERSION = $(shell sed -n "s/^default_version *= *'\(.*\)'/\1/p" $(srcdir)/migrate.control)

MODULE_big = migrate
# Lower floors first: a file includes nothing of a floor above its own.
FLOORS = base graph registry script format load run worker schema api
OBJS = $(patsubst $(srcdir)/%.c,%.o,$(foreach floor,$(FLOORS),$(sort $(wildcard $(srcdir)/src/$(floor)/*.c))))
PG_CPPFLAGS = -I$(srcdir)/src -DMIGRATE_VERSION='"$(EXTVERSION)"'
PG_CFLAGS = -Wall -Wextra -Wno-unused-parameter -Wno-sign-compare -Wno-missing-field-initializers $(WERROR)
ifdef ASSERTS
PG_CPPFLAGS += -DUSE_ASSERT_CHECKING
endif

# The install script is its parts in order, one subject a part.
SQL_PARTS = $(addprefix $(srcdir)/sql/,$(addsuffix .sql,\
	extension registry revisions loading running offline looking comparing simulate rights))
INSTALL_SQL = sql/migrate--$(EXTVERSION).sql
DATA_built = $(INSTALL_SQL)
DATA = $(wildcard $(srcdir)/sql/migrate--*--*.sql)
EXTRA_CLEAN = sql/migrate--*.sql

# Immediate, so that a kind of test of which there is none is left out.
REGRESS := $(patsubst $(srcdir)/test/sql/%.sql,%,$(sort $(wildcard $(srcdir)/test/sql/*.sql)))
REGRESS_OPTS = --inputdir=$(srcdir)/test --load-extension=pgtap
ISOLATION := $(patsubst $(srcdir)/test/specs/%.spec,%,$(sort $(wildcard $(srcdir)/test/specs/*.spec)))
ISOLATION_OPTS = --inputdir=$(srcdir)/test
# TAP tests start servers of their own, which root may not.
TAP_TESTS := $(if $(wildcard $(srcdir)/test/t/*.pl),1)
PROVE_TESTS = test/t/*.pl

# The server's module and the command, for what judges the source.
SOURCES := $(sort $(wildcard $(srcdir)/src/*/*.c))
ALL_HEADERS := $(sort $(wildcard $(srcdir)/src/*/*.h))
OWN_HEADERS := $(filter-out $(srcdir)/src/client/%,$(ALL_HEADERS))

PG_CONFIG ?= pg_config
PGXS := $(shell $(PG_CONFIG) --pgxs 2>/dev/null)
ifneq ($(wildcard $(PGXS)),)
include $(PGXS)

# pg_migrate, the command, is a program with a Makefile of its own.
IN_CLIENT = -C src/client -f $(abspath $(srcdir))/src/client/Makefile

all: client
install: install-client
uninstall: uninstall-client
clean distclean maintainer-clean: clean-client

.PHONY: client install-client uninstall-client clean-client
client:
	@mkdir -p src/client
	$(MAKE) $(IN_CLIENT) all

install-client: client
	$(MAKE) $(IN_CLIENT) install

uninstall-client clean-client: %-client:
	@mkdir -p src/client
	$(MAKE) $(IN_CLIENT) $*
else
# `make test` and `make demo` install a server; all else needs one.
all install installcheck clean:
	@echo "no server to build against: $(PG_CONFIG) --pgxs names no file." >&2
	@echo "Install postgresql-server-dev-NN, or name another: make PG_CONFIG=..." >&2
	@exit 1
endif

# Many packages of PostgreSQL do not track dependencies.
$(OBJS) $(OBJS:.o=.bc): $(OWN_HEADERS)

$(INSTALL_SQL): $(SQL_PARTS)
	@mkdir -p $(@D)
	cat $^ > $@

.PHONY: test demo bench matrix fuzz lint check-floors cppcheck clang-tidy check-format format check-meta dist

# Set up, build, install, and then all tests (.ci/test), examples/shop
# (.ci/demo) or the measurements (.ci/bench), on a throwaway server. ASSERTS=1
# builds with assertions.
test demo bench:
	@bash $(srcdir)/.ci/$@

# The tests on every major: this system's, and in chroots the others'.
matrix:
	@bash $(srcdir)/.ci/matrix

# The readers of files, on inputs that libFuzzer makes up. READERS and
# SECONDS_EACH say which and how long; .ci/fuzz tells more.
fuzz:
	@bash $(srcdir)/.ci/fuzz

LINT_CPPFLAGS = $(PG_CPPFLAGS) -I$(includedir_server) -I$(includedir) -I$(includedir_internal) -D_GNU_SOURCE

lint: check-floors check-format cppcheck clang-tidy

check-floors:
	@cd $(srcdir)/src && grep -n '^#include "[a-z]*/' */*.[ch] | awk -F '[/:"]' -v floors='$(FLOORS)' ' \
		BEGIN { for (i = split(floors, floor, " "); i > 0; i--) height[floor[i]] = i } \
		{ own = height[$$1]; included = height[$$5] } \
		$$1 == "client" && !included { next } \
		!own || included > own { print "src/" $$0 ": above its own floor"; bad = 1 } \
		END { exit bad }'

# The server's headers stay unread: cppcheck would judge their macros.
cppcheck:
	@cppcheck --quiet --std=c99 --language=c --error-exitcode=1 --inline-suppr \
		--enable=warning,performance,portability \
		--suppressions-list=$(srcdir)/.cppcheck $(PG_CPPFLAGS) \
		-DPG_VERSION_NUM=150000 \
		-D'ereport(level,...)=abort()' -D'elog(level,...)=abort()' $(SOURCES)

# Its standard error tells how many warnings it keeps to itself.
clang-tidy:
	@trap 'rm -f $(srcdir)/compile_flags.txt' EXIT; \
	printf '%s\n' $(LINT_CPPFLAGS) > $(srcdir)/compile_flags.txt; \
	printf '%s\n' $(SOURCES) | xargs -n 6 -P "$$(nproc)" clang-tidy --quiet 2> /dev/null

# PostgreSQL's own indenter; .clang-format is for editors, and comes close.
check-format:
	@bash $(srcdir)/.ci/indent check $(SOURCES) $(ALL_HEADERS) -- $(LINT_CPPFLAGS)

format:
	@bash $(srcdir)/.ci/indent apply $(SOURCES) $(ALL_HEADERS) -- $(LINT_CPPFLAGS)

# What a release says of itself must be what migrate.control says.
check-meta:
	@/usr/bin/python3 $(srcdir)/.ci/check-meta $(EXTVERSION) $(srcdir)/META.json

dist: check-meta
	git -C $(srcdir) archive --format zip --prefix=$(EXTENSION)-$(EXTVERSION)/ \
		-o $(CURDIR)/$(EXTENSION)-$(EXTVERSION).zip HEAD
