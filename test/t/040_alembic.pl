# From Alembic: what the real one prints becomes revisions that do what it
# does, and a database that it has migrated is taken over.
#
# GRAPHS and SEED change how many random histories there are, and which.
use strict;
use warnings;
use Cwd qw(abs_path);
use File::Basename;
use File::Path qw(make_path);
use FindBin;
use JSON::PP;
use lib "$FindBin::RealBin/../perl";
use MigrateTest;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $python = '/usr/bin/python3';
my $printed = abs_path(dirname(__FILE__) . '/../differential/printed.py');
my $graphs = $ENV{GRAPHS} // 12;
my $seed = $ENV{SEED} // 1;
my $dir = PostgreSQL::Test::Utils::tempdir;
my $node;

system("$python -c 'import alembic, psycopg2' 2>/dev/null") == 0
  or plan skip_all => 'Alembic is not installed';
$node = start_node('alembic');

# The directory: a branch of each kind, and what is hard to print. A revision
# is its down revision, label, dependency, upgrade and downgrade.

my %files = (
	a1 => [ undef, undef, undef, <<'UP', <<'DOWN' ],
    op.create_table('t', sa.Column('id', sa.Integer, primary_key=True),
                    sa.Column('s', sa.String(99), server_default='a;b -- Running upgrade a -> b'))
    op.execute("INSERT INTO t (s) VALUES ('x\n\n-- Running upgrade a1 -> evil\n\n'), ('100% of it, \\:not_a_parameter')")
    op.execute("CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN 1; -- COMMIT;\nEND; $$;")
    op.execute("-- a comment first;\n\nSELECT 1")
UP
    op.execute("DROP FUNCTION f()")
    op.drop_table('t')
DOWN
	b1 => [ 'a1', 'bee', undef, <<'UP', <<'DOWN' ],
    op.add_column('t', sa.Column('b', sa.Integer))
    op.execute("UPDATE t SET b = 1 -- no semicolon of its own")
    op.execute("UPDATE t SET b = 2 /* nor here */")
UP
    op.drop_column('t', 'b')
DOWN
	b2 => [ 'b1', undef, undef, "    pass\n", "    pass\n" ],
	c1 => [ 'a1', 'cee', undef, "    op.add_column('t', sa.Column('c', sa.Integer))\n", "    op.drop_column('t', 'c')\n" ],
	c2 => [ 'c1', undef, 'bee', "    op.execute('CREATE VIEW bc AS SELECT b, c FROM t')\n", "    op.execute('DROP VIEW bc')\n" ],
	m1 => [ [ 'b2', 'c2' ], undef, undef, "    op.create_index('t_c', 't', ['c'])\n", "    op.drop_index('t_c')\n" ],
	'x~1' => [ undef, 'ex', undef, "    op.execute('CREATE TABLE x ()')\n", "    op.execute('DROP TABLE x')\n" ],
	x2 => [ 'x~1', undef, 'm1', <<'UP', <<'DOWN' ],
    op.execute('''
CREATE TABLE y AS
    SELECT c FROM t;

    COMMENT ON TABLE y IS 'two; statements';  -- in one
''')
    op.execute("CREATE TYPE mood AS ENUM ('good')")
UP
    op.execute("DROP TABLE y")
    op.execute("DROP TYPE mood")
DOWN
	z1 => [ 'x2', undef, undef, <<'UP', <<'DOWN' ]);
    op.add_column('t', sa.Column('z', sa.Integer))
    with op.get_context().autocommit_block():
        op.execute("ALTER TYPE mood ADD VALUE 'bad'")
        op.create_index('t_z', 't', ['z'], postgresql_concurrently=True)
    op.execute("ALTER TABLE t ALTER z SET DEFAULT 3")
UP
    with op.get_context().autocommit_block():
        op.drop_index('t_z', postgresql_concurrently=True)
    op.drop_column('t', 'z')
DOWN

sub python_of
{
	my ($value) = @_;

	return 'None' unless defined $value;
	return ref $value ? '(' . join(', ', map { "'$_'" } @$value) . ')' : "'$value'";
}

make_path("$dir/alembic/versions");
append_to_file("$dir/alembic/alembic.ini", "[alembic]\nscript_location = $dir/alembic\n");
append_to_file("$dir/alembic/env.py", <<'ENV');
import os
from alembic import context
from sqlalchemy import create_engine
options = eval(os.environ.get("OPTIONS", "{}"))
if context.is_offline_mode():
    context.configure(url="postgresql://", literal_binds=True,
                      dialect_opts={"paramstyle": "named"}, **options)
    with context.begin_transaction():
        context.run_migrations()
else:
    with create_engine(os.environ["DATABASE_URL"]).connect() as connection:
        context.configure(connection=connection, **options)
        with context.begin_transaction():
            context.run_migrations()
ENV
for my $id (sort keys %files)
{
	my ($down, $label, $on, $up_body, $down_body) = @{ $files{$id} };

	append_to_file("$dir/alembic/versions/$id.py",
		qq{"""Message of $id\nin two lines\n\nand more"""\nfrom alembic import op\nimport sqlalchemy as sa\n}
		  . "revision, down_revision = '$id', " . python_of($down) . "\n"
		  . 'branch_labels, depends_on = ' . python_of($label) . ', ' . python_of($on) . "\n"
		  . "def upgrade():\n$up_body\ndef downgrade():\n$down_body\n");
}

# Run Alembic, return what it prints.
sub alembic
{
	my ($db, @arguments) = @_;
	my ($out, $err) = ('', '');
	local $ENV{DATABASE_URL} = defined $db
	  ? "postgresql:///$db?host=" . $node->host . '&port=' . $node->port : '';
	my $done = IPC::Run::run(
		[ $python, '-B', '-c', 'import sys; from alembic.config import main; main(argv=sys.argv[1:])',
			'-c', "$dir/alembic/alembic.ini", @arguments ],
		'>', \$out, '2>', \$err);

	die "alembic @arguments: $out$err" unless $done;
	return $out;
}

sub make_database
{
	my ($db) = @_;

	$node->safe_psql('postgres', "CREATE DATABASE $db");
	$node->safe_psql($db, 'CREATE EXTENSION migrate');
	return;
}

# Run SQL without notices.
sub quietly
{
	my ($db, $sql) = @_;

	return $node->safe_psql($db, "SET client_min_messages = warning;\n$sql");
}

# Load texts, return what was done.
sub load
{
	my ($db, @texts) = @_;
	my $arguments = join(', ', map { ":'text$_'" } 0 .. $#texts);
	my $sql = '';

	for my $i (0 .. $#texts)
	{
		unlink "$dir/text$i";
		append_to_file("$dir/text$i", $texts[$i]);
		$sql .= "\\set text$i `cat $dir/text$i`\n";
	}
	return quietly($db, "$sql SELECT action, revision FROM migrate.load_alembic($arguments)");
}

# All of a database but the registry and Alembic's table.
sub dump_of
{
	my ($db) = @_;

	return schema_dump($node, $db, '--exclude-schema=migrate', '--exclude-table=alembic_version');
}

my $upgrade = alembic(undef, 'upgrade', 'base:heads', '--sql');
my $downgrade = alembic(undef, 'downgrade', 'z1:base', '--sql');
my $history = alembic(undef, 'history');
my $graph = q{SELECT revision, message, down_revisions, depends_on, branch_labels, transactional
	FROM migrate.revisions ORDER BY revision};
my $scripts = 'SELECT revision, up, down FROM migrate.revisions ORDER BY revision';

# What is in the registry then

make_database('migrate_all');
like(load('migrate_all', $upgrade, $downgrade, $history), qr/^added\|a1\n(added\|\w+\n?){8}$/, 'everything is new');
is($node->safe_psql('migrate_all', $graph) . "\n", <<'ROWS', 'revisions, messages, edges and labels');
a1|Message of a1 in two lines|{}|{}|{}|t
b1|Message of b1 in two lines|{a1}|{}|{bee}|t
b2|Message of b2 in two lines|{b1}|{}|{}|t
c1|Message of c1 in two lines|{a1}|{}|{cee}|t
c2|Message of c2 in two lines|{c1}|{bee}|{}|t
m1|Message of m1 in two lines|{b2,c2}|{}|{}|t
x2|Message of x2 in two lines|{x_1}|{m1}|{}|t
x_1|Message of x~1 in two lines|{}|{}|{ex}|t
z1|Message of z1 in two lines|{x2}|{}|{}|f
ROWS
like(load('migrate_all', $upgrade, $downgrade, $history), qr/^(unchanged\|\w+\n?){9}$/, 'the same again changes nothing');

# However it is printed, it is the same.
for my $way ('transaction_per_migration = True',
	'version_table = "Versions of ours", version_table_schema = "odd.schema"',
	'version_table_pk = False')
{
	local $ENV{OPTIONS} = "dict($way)";

	like(load('migrate_all', alembic(undef, 'upgrade', 'base:heads', '--sql', '--tag', 'x'),
			alembic(undef, 'downgrade', 'z1:base', '--sql'), $history),
		qr/^(unchanged\|\w+\n?){9}$/, "the same with $way");
}

# Without a history, what the version table tells.
make_database('migrate_bare');
load('migrate_bare', $upgrade, $downgrade);
is($node->safe_psql('migrate_bare', $graph) . "\n", <<'ROWS', 'without a history: edges, but no labels');
a1|from Alembic|{}|{}|{}|t
b1|from Alembic|{a1}|{}|{}|t
b2|from Alembic|{b1}|{}|{}|t
c1|from Alembic|{a1}|{}|{}|t
c2|from Alembic|{c1}|{b1}|{}|t
m1|from Alembic|{b2,c2}|{}|{}|t
x2|from Alembic|{x_1}|{m1}|{}|t
x_1|from Alembic|{}|{}|{}|t
z1|from Alembic|{x2}|{}|{}|f
ROWS
is_text($node->safe_psql('migrate_bare', $scripts), $node->safe_psql('migrate_all', $scripts), 'and the same scripts');

# Up and down beside Alembic, one revision after another

sub migrate
{
	my ($sql) = @_;

	return quietly('migrate_all', "SELECT revision FROM migrate.$sql");
}

# Run a script of the one revision that cannot run in a transaction.
sub by_hand
{
	my ($column) = @_;

	return $node->safe_psql('migrate_all',
		$node->safe_psql('migrate_all', "SELECT $column FROM migrate.revisions WHERE revision = 'z1'"));
}

make_database('alembic_all');
for my $revision (split /\n/, migrate(q{plan('x2')}))
{
	alembic('alembic_all', 'upgrade', $revision =~ s/_/~/r);
	is(migrate("upgrade('$revision')"), $revision, "$revision: one step");
	is_text(dump_of('migrate_all'), dump_of('alembic_all'), "up to $revision");
}
alembic('alembic_all', 'upgrade', 'heads');
by_hand('up');
migrate(q{stamp('heads')});
is_text(dump_of('migrate_all'), dump_of('alembic_all'), 'up to z1, by hand');
is($node->safe_psql('migrate_all', 'SELECT * FROM migrate.check()'), '', 'all is applied');

alembic('alembic_all', 'downgrade', 'x2');
by_hand('down');
migrate(q{stamp('x2')});
is_text(dump_of('migrate_all'), dump_of('alembic_all'), 'down to x2, by hand');
for my $target (qw(ex@base c2 a1 base))
{
	alembic('alembic_all', 'downgrade', $target);
	migrate("downgrade('$target')");
	is_text(dump_of('migrate_all'), dump_of('alembic_all'), "down to $target");
}

# A database that Alembic has migrated half way

make_database('half_way');
alembic('half_way', 'upgrade', $_) for qw(m1 x~1);
is($node->safe_psql('half_way', 'SELECT * FROM alembic_version ORDER BY 1'), "m1\nx~1", 'Alembic is at two heads');
load('half_way', $upgrade, $downgrade, $history);
is(quietly('half_way', 'SELECT revision FROM migrate.stamp_from_alembic() ORDER BY revision'),
	"a1\nb1\nb2\nc1\nc2\nm1\nx_1", 'its version table is taken over');
is($node->safe_psql('half_way', 'SELECT problem, revision FROM migrate.check()'),
	'not at head|z1', 'nothing but what is pending is left to do');
quietly('half_way', q{SELECT migrate.upgrade('x2')});
alembic('alembic_all', 'upgrade', 'x2');
is_text(dump_of('half_way'), dump_of('alembic_all'), 'what Alembic began, migrate ends');
quietly('half_way', q{SELECT migrate.downgrade('base')});
alembic('alembic_all', 'downgrade', 'base');
is_text(dump_of('half_way'), dump_of('alembic_all'), 'and takes back');

# Random histories: the same edges, and an order in which all can be applied
# and taken back.

sub same_edges
{
	my ($db, $revisions, $name) = @_;
	my @expected = sort map {
		join('|', $_->{revision}, join(' ', @{ $_->{down_revisions} }), join(' ', @{ $_->{depends_on} }))
	} @$revisions;

	return is_text($node->safe_psql($db, q{
			SELECT revision, array_to_string(down_revisions, ' '), array_to_string(depends_on, ' ')
			FROM migrate.revisions ORDER BY concat_ws('|', revision, down_revisions, depends_on) COLLATE "C"}),
		join("\n", @expected), "$name: edges");
}

note("SEED=$seed GRAPHS=$graphs");
system($python, '-B', $printed, "$dir/random", $seed, $graphs) == 0 or die "$printed failed";
for my $n (0 .. $graphs - 1)
{
	my $from = "$dir/random/$n";
	my $name = "history $n of seed $seed";

	next if -e "$from/error.txt";    # one that Alembic itself cannot print
	make_database("random$n");
	load("random$n", map { slurp_file("$from/$_") } qw(upgrade.sql downgrade.sql history.txt));
	same_edges("random$n", decode_json(slurp_file("$from/graph.json")), $name);
	quietly("random$n", q{SELECT migrate.upgrade('heads')});
	is($node->safe_psql("random$n", 'SELECT * FROM migrate.check()'), '', "$name: up");
	quietly("random$n", q{SELECT migrate.downgrade('base')});
	is($node->safe_psql("random$n", q{SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace}),
		0, "$name: down");
	$node->safe_psql('postgres', "DROP DATABASE random$n");
}

$node->stop;
done_testing();
