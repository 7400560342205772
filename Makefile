# migrate: schema migrations inside the PostgreSQL server
#
# `make`, `make install` and `make installcheck` work as in every extension,
# against the server that PG_CONFIG names. `make demo`, `make test` and
# `make matrix` also install what is missing and start servers of their own.

EXTENSION = migrate
EXTVERSION = $(shell sed -n "s/^default_version *= *'\(.*\)'/\1/p" $(srcdir)/migrate.control)

MODULE_big = migrate
OBJS = $(patsubst $(srcdir)/%.c,%.o,$(sort $(foreach floor,base registry graph script run api,$(wildcard $(srcdir)/src/$(floor)/*.c))))
PG_CPPFLAGS = -I$(srcdir)/src -DMIGRATE_VERSION='"$(EXTVERSION)"'
PG_CFLAGS = -Wall -Wextra -Wno-unused-parameter -Wno-sign-compare -Wno-missing-field-initializers $(WERROR)

# The install script is its parts in order, one subject a part.
SQL_PARTS = $(addprefix $(srcdir)/sql/,$(addsuffix .sql,\
	extension registry revisions running looking simulate rights))
INSTALL_SQL = sql/migrate--$(EXTVERSION).sql
DATA_built = $(INSTALL_SQL)
DATA = $(wildcard $(srcdir)/sql/migrate--*--*.sql)
DOCS =
EXTRA_CLEAN = sql/migrate--*.sql

TESTS = $(sort $(wildcard $(srcdir)/test/sql/*.sql))
REGRESS = $(patsubst $(srcdir)/test/sql/%.sql,%,$(TESTS))
REGRESS_OPTS = --inputdir=$(srcdir)/test --load-extension=pgtap
ISOLATION = $(patsubst $(srcdir)/test/specs/%.spec,%,$(sort $(wildcard $(srcdir)/test/specs/*.spec)))
ISOLATION_OPTS = --inputdir=$(srcdir)/test

srcdir ?= .
PG_CONFIG ?= pg_config
PGXS := $(shell $(PG_CONFIG) --pgxs)
include $(PGXS)

$(INSTALL_SQL): $(SQL_PARTS)
	@mkdir -p $(@D)
	cat $^ > $@
