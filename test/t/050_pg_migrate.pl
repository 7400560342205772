# pg_migrate's commands: what each does, prints and exits with.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::RealBin/../perl";
use ClientTest;
use MigrateTest;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $db = 'shop';
my $node = start_node('main', 'fsync = off');
my $directory = new_directory() . '/migrations';
my @in = ('-D', $directory);

$node->safe_psql('postgres', "CREATE DATABASE $db");

# Usage
sub usage
{
	my ($error, @arguments) = @_;
	my $run = pg_migrate_fails($node, undef, 2, $error, @arguments);

	is($run->{out}, '', 'nothing on standard output');
	return;
}

like(pg_migrate($node, undef)->{err}, qr/^Usage:/m, 'without a command: usage');
usage(qr/^Usage:/m);
usage(qr/there is no command "nope"\npg_migrate: hint: Try "pg_migrate --help"/, 'nope');
usage(qr/unrecognized option '--nope'/, 'upgrade', '--nope');
usage(qr/option requires an argument -- 'm'/, 'revision', '-m');
usage(qr/"downgrade" needs TARGET/, 'downgrade');
usage(qr/"show" needs REVISION/, 'show');
usage(qr/too many arguments for "current": "x"/, 'current', 'x');
usage(qr/too many arguments for "dump": "y"/, 'dump', 'x', 'y');
usage(qr/option --splice is not one of "upgrade"\npg_migrate: hint: Try "pg_migrate upgrade --help"/, 'upgrade', '--splice');
usage(qr/option --no-files is not one of "revision"/, 'revision', '--no-files');
usage(qr/--sql and --dry-run do not go together/, 'upgrade', '--sql', '--dry-run');
usage(qr/--no-bookkeeping needs --sql/, 'upgrade', '--no-bookkeeping');
usage(qr/--quiet and --verbose do not go together/, 'upgrade', '-qv');
usage(qr/--autogenerate needs --schema/, 'revision', '--autogenerate');
usage(qr/--schema needs --autogenerate/, 'revision', '--schema', 'x');
usage(qr/--autogenerate and \Q$_\E do not go together/, 'revision', '--autogenerate', '--schema', 'x', $_)
  foreach '--splice', '--no-transaction';
usage(qr/"diff" needs --schema/, 'diff');
usage(qr/--wait takes a number of seconds, not "1x"/, 'current', '--wait=1x');
usage(qr/--message takes one line/, 'revision', '-m', "a\nb");
usage(qr/the environment has no variable "NOT_THERE"/, 'upgrade', '-x', 'NOT_THERE');
usage(qr/there is no command "nope"/, 'help', 'nope');
like(pg_migrate_ok($node, undef, '--version'), qr/^pg_migrate \d+\.\d+\.\d+$/, 'version');
is(pg_migrate_ok($node, undef, '-?'), pg_migrate_ok($node, undef, 'help'), 'help, two ways');
foreach my $command (pg_migrate_ok($node, undef, '--help') =~ /^  ([\w-]+) +\S.*$/mg)
{
	next if $command eq 'pg_migrate' || $command eq 'help';
	my $help = pg_migrate_ok($node, undef, $command, '--help');

	like($help, qr/\Apg_migrate $command: .*\.\n\nUsage:\n  pg_migrate $command \[OPTION\]/, "help of $command");
	is($help, pg_migrate_ok($node, undef, 'help', $command), "help $command");
	is(join('', grep { length > 91 } split /^/, $help), '', "lines of help $command are not long");
}

# The reference, the manual page and the completion know the same commands and
# options.
my $reference = slurp_file("$FindBin::RealBin/../../doc/reference.md");
my $manual = slurp_file("$FindBin::RealBin/../../doc/pg_migrate.1") =~ s/\\-/-/gr =~ s/\\f[A-Z]//gr;
my ($chapter) = $reference =~ /^## pg_migrate\n(.*?)^## /ms;
my $help = pg_migrate_ok($node, undef, '--help');
my @commands = $help =~ /^  (\w[\w-]*) {2,}\w/mg;
my ($commands_table) = $chapter =~ /^### Commands\n(.*?)^### /ms;
my ($own_table) = $chapter =~ /^### Options of commands\n(.*?)^### /ms;
my ($general_table) = $chapter =~ /^### Options of every command\n(.*?)^### /ms;

is_deeply([ $commands_table =~ /^\| `([\w-]+)/mg ], \@commands, 'the reference has the commands');
is_deeply([ map { (split)[0] } grep { /\S/ } map { s/^\.(B|BI|BR) //r } $manual =~ /^\.TP\n(\.(?:B|BI|BR) [a-z][\w-]*\b.*)$/mg ],
	\@commands, 'the manual page has the commands');

sub options_in
{
	my ($text) = @_;

	return [ map { s/ //gr } $text =~ /^ +((?:-., )?--[a-z-]+(?:=[A-Z:=]+)?)/mg ];
}

sub options_of_row
{
	my ($row) = @_;
	my ($options) = $row =~ /^\| (.*?) \|/;

	return $options =~ s/[` ]//gr;
}
my @general_rows = $general_table =~ /^(\| `-.*)$/mg;
my $short_help = sub { map { s/^-\?,//r } @_ };
is_deeply([ $short_help->(map { options_of_row($_) } @general_rows) ],
	options_in($help =~ s/.*^Options of every command:\n//msr), 'the reference has the options of every command');
foreach my $command (grep { $_ ne 'help' } @commands)
{
	my ($own) = pg_migrate_ok($node, undef, $command, '--help') =~ /^Options:\n(.*?)\n\n/ms;
	my @documented = map { options_of_row($_) } grep { (split / \| /)[1] =~ /`$command`/ } $own_table =~ /^(\| `-.*)$/mg;

	is_deeply([ sort @documented ], [ sort @{ options_in($own // '') } ], "the reference has the options of $command");
}
foreach my $option (map { /(--[a-z-]+)/ } @{ options_in($help) }, $own_table =~ /`(--[a-z-]+)/g)
{
	like($manual, qr/(?<![a-z-])\Q$option\E\b/, "the manual page has $option");
}

sub completions
{
	my (@words) = @_;
	my $line = join ' ', map { "'$_'" } 'pg_migrate', @words;
	my $script = "$FindBin::RealBin/../../src/client/pg_migrate.bash";
	my ($out, $err) = run_command([ 'bash', '-c',
		qq{. "$script"; MIGRATE_DIR="$directory"; COMP_WORDS=($line); COMP_CWORD=\$((\${#COMP_WORDS[@]} - 1)); _pg_migrate pg_migrate; printf '%s\n' "\${COMPREPLY[@]}"} ]);

	is($err, '', "completion of @words says nothing");
	return [ split /\n/, $out ];
}
is_deeply(completions(''), \@commands, 'completion of commands');
is_deeply(completions('-q', 'up'), ['upgrade'], 'completion of a command after an option');
is_deeply(completions('upgrade', '--dry'), ['--dry-run'], 'completion of an option');
is_deeply(completions('graph', '--format', ''), [ 'text', 'dot', 'mermaid' ], 'completion of a value');
is_deeply(completions('current', ''), [], 'nothing where nothing can be');
is_deeply(completions('dr'), [ 'draft-drift', 'drift' ], 'completion of a command of two words');

# init
is(pg_migrate_ok($node, $db, 'init', @in),
	"created directory $directory\ncreated $directory/template.sql\ncreated extension migrate 0.1.0 in database $db\n",
	'init says what it did');
is(pg_migrate_ok($node, $db, 'init', @in),
	"directory $directory is there already\n$directory/template.sql is there already\nextension migrate 0.1.0 is in database $db already\n",
	'and what was there');
is_deeply(json_of(pg_migrate_ok($node, $db, 'init', '--json', @in), 'init'), {
	directory => $directory, created_directory => JSON::PP::false, created_template => JSON::PP::false,
	created_extension => JSON::PP::false, extension_version => '0.1.0' }, 'init --json');
is(pg_migrate_ok($node, $db, 'init', '-q', @in), '', 'init --quiet');

# An empty directory
is(pg_migrate_ok($node, $db, 'upgrade', @in), "nothing to do: the database is at base\n", 'nothing to upgrade');
is(pg_migrate_ok($node, $db, $_, @in), '', "$_ of nothing") foreach 'current', 'history', 'heads', 'branches', 'pending';
is(pg_migrate_ok($node, $db, 'check', @in), "nothing found\n", 'check of nothing');
is_deeply(json_of(pg_migrate_ok($node, $db, 'history', '--json', @in), 'history of nothing'), [], 'an empty list');

# revision
sub new_revision
{
	my $path = pg_migrate_ok($node, $db, 'revision', @in, @_);

	chomp $path;
	ok(-f $path, "$path is there");
	return $path;
}
my $users = new_revision('-m', 'Add Users & their e-mail', '--rev-id', 'users');
like($users, qr{^\Q$directory\E/\d{8}T\d{4}_users_add_users_their_e_mail\.sql$}, 'its name tells time, id and message');
like(slurp_file($users), qr/\A-- Add Users & their e-mail\n-- migrate:revision users\n-- migrate:created \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\n\n-- migrate:up\n\n-- migrate:down\n\z/,
	'the file of a base');
is($node->safe_psql($db, 'SELECT count(*) FROM migrate.revisions'), 0, 'the registry is as before');
write_file($users, slurp_file($users) =~ s/(-- migrate:up\n)/$1CREATE TABLE users (id int);\n/r =~ s/\z/DROP TABLE users;\n/r);
my $phones = json_of(pg_migrate_ok($node, $db, 'revision', '--json', '-m', 'Telefon für "alle"', @in), 'revision');
my $id = $phones->{revision};
like($id, qr/^[0-9a-f]{12}$/, 'an id of random digits');
utf8::encode(my $path = $phones->{path});
like(slurp_file($path), qr/^-- Telefon für "alle"\n-- migrate:revision $id\n-- migrate:revises users\n/, 'on top of the head');
like($phones->{path}, qr/_${id}_telefon_f\xfcr_alle\.sql$/, 'a name with letters that are not ASCII');
write_file($path, slurp_file($path) =~ s/(-- migrate:up\n)/$1ALTER TABLE users ADD phone text;\n/r =~ s/\z/ALTER TABLE users DROP phone;\n/r);
my $long = new_revision('-m', 'Supercalifragilisticexpialidocious and more', '--rev-id', 'long', '--no-transaction');
like($long, qr/_long_supercalifragilisticexpialidocious_and\.sql$/, 'a long message is cut between words');
like(slurp_file($long), qr/^-- migrate:transaction off$/m, '--no-transaction');
unlink $long;
pg_migrate_fails($node, $db, 1, qr/MG009: /, 'revision', '--rev-id', 'users', @in);
pg_migrate_fails($node, $db, 1, qr/MG004: .*splice/s, 'revision', '--head', 'users', @in);
my $orders = new_revision('-m', 'Orders', '--rev-id', 'orders', '--head', 'users', '--splice', '--branch-label', 'shop');
like(slurp_file($orders), qr/^-- migrate:revises users\n-- migrate:label shop\n/m, '--head, --splice, --branch-label');
my $lines = new_revision('--rev-id', 'lines', '--head', 'shop@head', '--depends-on', $id);
like($lines, qr/T\d{4}_lines\.sql$/, 'no message, no words in the name');
like(slurp_file($lines), qr/\A-- migrate:revision lines\n-- migrate:revises orders\n-- migrate:depends-on $id\n/, '--depends-on');
is(scalar(() = glob("$directory/*.sql")), 5, 'four files and the template');

# looking, with files that the registry has not seen
is(pg_migrate_ok($node, $db, 'heads', @in), <<"HEADS" =~ s/^\t//mgr, 'heads');
	$id (effective head), Telefon für "alle"
	lines (head)
HEADS
is(pg_migrate_ok($node, $db, 'branches', @in), <<"BRANCHES" =~ s/^\t//mgr, 'branches');
	users (branchpoint), Add Users & their e-mail
	      -> $id
	      -> orders
BRANCHES
is(pg_migrate_ok($node, $db, 'pending', "$id", @in), <<"PENDING" =~ s/^\t//mgr, 'pending');
	<base> -> users, Add Users & their e-mail
	users -> $id, Telefon für "alle"
PENDING
is(scalar(split /\n/, pg_migrate_ok($node, $db, 'pending', @in)), 4, 'pending goes to the heads');
like(pg_migrate_ok($node, $db, 'graph', @in), qr/^\* +users Add Users/m, 'graph');
like(pg_migrate_ok($node, $db, 'graph', '--format', 'dot', @in), qr/\Adigraph /, 'graph --format dot');
like(pg_migrate_ok($node, $db, 'graph', '--format=mermaid', @in), qr/^graph|^flowchart/m, 'graph --format mermaid');
pg_migrate_fails($node, $db, 1, qr/22023: /, 'graph', '--format', 'nope', @in);
is(pg_migrate_ok($node, $db, 'history', '--no-files'), '', 'the registry has nothing yet');
my $merge = pg_migrate_ok($node, $db, 'merge', '-m', 'Both', '--rev-id', 'both', @in);
like(slurp_file($merge =~ s/\n//r), qr/^-- migrate:revises (lines $id|$id lines)$/m, 'merge of all heads');
pg_migrate_fails($node, $db, 1, qr/MG004: /, 'merge', 'users', @in);

is_deeply(completions('downgrade', 'or'), ['orders'], 'completion of revisions');
is_deeply(completions('revision', '--head', 'sh'), ['shop'], 'and of labels');

# upgrade
my $run = pg_migrate($node, $db, 'upgrade', $id, '--dry-run', @in);
is($run->{out}, "dry run: upgraded 2 revisions and rolled back: the database is at base\n", 'a dry run');
like($run->{err}, qr/\Aloaded from \Q$directory\E: 5 added, 0 changed\nupgrade users \(Add Users & their e-mail\): 1 statement, [\d.]+ ms\nupgrade $id \(Telefon für "alle"\): 1 statement, [\d.]+ ms\n\z/,
	'tells what it does, a line each');
is($node->safe_psql($db, 'SELECT count(*) FROM migrate.revisions'), 0, 'and leaves nothing, no revision either');
$run = pg_migrate($node, $db, 'upgrade', '+1', '-v', @in);
is($run->{out}, "upgraded 1 revision: the database is at users\n", 'one step up');
like($run->{err}, qr/^upgrade users, statement 1 at line 1: [\d.]+ ms$/m, '--verbose tells of statements');
is($node->safe_psql($db, q{SELECT string_agg(application_name, ',') FROM migrate.log}), 'pg_migrate', 'the log says who did it');
$run = pg_migrate($node, $db, 'upgrade', '-q', @in);
is($run->{out} . $run->{err}, '', '--quiet');
is(pg_migrate_ok($node, $db, 'upgrade', @in), "nothing to do: the database is at both (head)\n", 'nothing to do');
is(pg_migrate_ok($node, $db, 'upgrade', '--no-files'), "nothing to do: the database is at both (head)\n", 'upgrade without files');
is(pg_migrate_ok($node, $db, 'current'), "both (head), Both\n", 'current');
is(pg_migrate_ok($node, $db, 'check', @in), "nothing found\n", 'check');
like(pg_migrate_ok($node, $db, 'history', @in), qr/\A(?:lines, $id|$id, lines) -> both \(head\) \(current\) \(mergepoint\), Both\n.*^<base> -> users \(branchpoint\), Add Users & their e-mail\n\z/ms, 'history');
is(pg_migrate_ok($node, $db, 'history', '-r', ':users', @in), "<base> -> users (branchpoint), Add Users & their e-mail\n", 'history of a range');
like(pg_migrate_ok($node, $db, 'history', '-v', '-r', ':users', @in), qr/\ARevision:    users \(branchpoint\)\nMessage:     Add Users & their e-mail\nParents:     <base>\nFile:        \d{8}T\d{4}_users_add_users_their_e_mail\.sql\nCreated:     \d{4}-.* by \w+\nApplied:     \d{4}-.* by \w+ \(upgrade\)\n\z/, 'history --verbose');

# show and dump
like(pg_migrate_ok($node, $db, 'show', 'shop', @in), qr/\ARevision:    orders \(shop\)\nMessage:     Orders\nParents:     users\nChildren:    lines\nChecksum:    [0-9a-f]{64}\nFile:        .*_orders_orders\.sql\n/, 'show');
like(pg_migrate_ok($node, $db, 'show', 'users', '-v', @in), qr/\n\n-- up\nCREATE TABLE users \(id int\);\n\n-- down\nDROP TABLE users;\n\z/, 'show --verbose has the scripts');
my $dumped = pg_migrate_ok($node, $db, 'dump', 'users', @in);
$node->safe_psql($db, 'CREATE TABLE before AS TABLE migrate.revisions');
my $again = new_directory();
write_file("$again/users.sql", $dumped);
is(pg_migrate_ok($node, $db, 'load', '-D', $again) =~ s/^missing .*\n//mgr,
	"changed   users (users.sql)\n0 added, 1 changed, 0 unchanged, 4 in the registry without a file\n", 'a dump is loaded as what it was, but for its file');
is($node->safe_psql($db, 'SELECT count(*) FROM (TABLE before EXCEPT TABLE migrate.revisions) AS r'), 1, 'nothing else has changed');
$node->safe_psql($db, 'DROP TABLE before');
is(json_of(pg_migrate_ok($node, $db, 'dump', 'users', '--json', @in), 'dump')->{text}, $dumped, 'dump --json');
pg_migrate_ok($node, $db, 'load', '-q', @in);

# JSON
my $current = json_of(pg_migrate_ok($node, $db, 'current', '--json'), 'current');
is($current->[0]{revision}, 'both', 'current --json');
is($current->[0]{head}, JSON::PP::true, 'its head');
is_deeply([ map { $_->{message} } grep { $_->{revision} eq $id } @{ json_of(pg_migrate_ok($node, $db, 'history', '--json', @in), 'history') } ],
	[ "Telefon f\x{fc}r \"alle\"" ], 'history --json is UTF-8');
foreach my $command (['heads'], ['branches'], ['pending'], ['show', 'users'], ['graph'], ['check'], ['load'])
{
	json_of(pg_migrate_ok($node, $db, @$command, '--json', @in), "@$command");
}
$run = json_of(pg_migrate_ok($node, $db, 'downgrade', '--json', 'lines'), 'downgrade');
is($run->{operation}, 'downgrade', 'downgrade --json');
is_deeply([ map { $_->{revision} } @{ $run->{steps} } ], ['both'], 'its steps');
is(scalar @{ $run->{current} }, 2, 'where the database is then');

# downgrade, without files; stamp
chdir $again;
is(pg_migrate_ok($node, $db, 'downgrade', 'users', '-q'), '', 'downgrade reads no file');
is(pg_migrate_ok($node, $db, 'current'), "users, Add Users & their e-mail\n", 'current');
is(pg_migrate_ok($node, $db, 'downgrade', 'base'), "downgraded 1 revision: the database is at base\n", 'to base');
like(pg_migrate_ok($node, $db, 'history'), qr/^<base> -> users/m, 'history reads the registry where there are no files');
is(pg_migrate_ok($node, $db, 'stamp', 'orders'), "stamped 2 revisions: the database is at orders\n", 'stamp');
like(pg_migrate_ok($node, $db, 'stamp', '--purge', 'users'), qr/: the database is at users\n\z/, 'stamp --purge');
is(pg_migrate_ok($node, $db, 'stamp', 'base'), "stamped 1 revision: the database is at base\n", 'stamp base');
pg_migrate_fails($node, $db, 1, qr/MG001: revision "nope" does not exist\nDETAIL: .*\nHINT: /, 'stamp', 'nope');
pg_migrate_fails($node, $db, 1, qr/directory "migrations" does not exist\npg_migrate: hint: .*pg_migrate init.*--dir/, $_) foreach 'upgrade', 'revision', 'load', 'merge';
{
	local $ENV{MIGRATE_DIR} = $directory;
	is(pg_migrate_ok($node, $db, 'upgrade', 'users'), "upgraded 1 revision: the database is at users\n", 'MIGRATE_DIR');
	pg_migrate_fails($node, $db, 1, qr/directory "nowhere" does not exist/, 'history', '-D', 'nowhere');
}

# errors of a script
revision_file($directory, 'broken', 'both', "SELECT 1;\nSELECT 1/0;", '');
$run = pg_migrate_fails($node, $db, 1, qr/^pg_migrate: error: 22012: division by zero\nCONTEXT:  .*revision "broken" \(The revision broken\), upgrade, statement 2 at line 2\n/ms, 'upgrade', @in);
is(pg_migrate_ok($node, $db, 'current'), "users, Add Users & their e-mail\n", 'nothing of the run is left');
is($run->{out}, '', 'no result');
is($node->safe_psql($db, q{SELECT count(*) FROM migrate.revisions WHERE revision = 'broken'}), 0, 'nor of the load');

# check finds
unlink "$directory/broken.sql";
$run = pg_migrate($node, $db, 'check', @in);
is($run->{status}, 3, 'check: status 3');
like($run->{out}, qr/^not at head: both: It and 3 before it are not applied\.$/m, 'what it found');
is(json_of(pg_migrate($node, $db, 'check', '--json', @in)->{out}, 'check')->[0]{problem}, 'not at head', 'check --json');
write_file($users, slurp_file($users) =~ s/id int/id bigint/r);
$run = pg_migrate($node, $db, 'check', @in);
is($run->{status}, 3, 'a file that is not what was applied: status 3');
like($run->{out}, qr/^file differs: .*revision "users" is not what was applied: its checksum is [0-9a-f]{64}, and was [0-9a-f]{64}/, 'and both checksums');
is(json_of(pg_migrate($node, $db, 'check', '--json', @in)->{out}, 'check')->[0]{problem}, 'file differs', 'check --json');
pg_migrate_fails($node, $db, 1, qr/error: MG011: .*revision "users" is not what was applied/, 'upgrade', @in);

# Variables
my $variables = new_directory();
$node->safe_psql('postgres', 'CREATE DATABASE variables');
$node->safe_psql('variables', 'CREATE EXTENSION migrate');
write_file("$variables/v.sql", <<'FILE');
-- migrate:revision v
-- migrate:variables tenant other

-- migrate:up
CREATE TABLE v AS SELECT :'tenant' AS tenant, migrate.var('other') AS other;

-- migrate:down
DROP TABLE v;
FILE
pg_migrate_fails($node, 'variables', 1, qr/MG019: /, 'upgrade', '-x', 'tenant=a', '-D', $variables);
{
	local $ENV{other} = "it's \\ \"\t\x{1}";
	pg_migrate_ok($node, 'variables', '-x', 'tenant=a=b ü', '-x', 'other', 'upgrade', '-D', $variables);
	is($node->safe_psql('variables', q{SELECT tenant || '|' || other FROM v}), "a=b ü|$ENV{other}", 'variables are what they were');
}

# A message cannot play with the terminal.
$node->safe_psql('variables', qq{SELECT migrate.revision(E'red \\x1b[31m\\nand more', '', '', rev_id => 'red')});
is(pg_migrate_ok($node, 'variables', 'heads', '--no-files'), "red (head), red  [31m and more\n", 'control characters are blanks');

# Offline SQL: what psql makes of it is what the command would have made
my $offline = new_directory();
$node->safe_psql('postgres', "CREATE DATABASE $_") foreach 'online', 'offline';
$node->safe_psql($_, 'CREATE EXTENSION migrate') foreach 'online', 'offline';
revision_file($offline, 'o1', undef, 'CREATE TABLE o1 (id int);', 'DROP TABLE o1;');
revision_file($offline, 'o2', 'o1', "COMMENT ON TABLE o1 IS 'für \$\$';\nCREATE TABLE o2 ()", 'DROP TABLE o2');
write_file("$offline/o3.sql", "-- migrate:revision o3\n-- migrate:revises o2\n-- migrate:variables name\n-- migrate:up\nCREATE TABLE :\"name\" ();\n-- migrate:down\nDROP TABLE :\"name\";\n");

sub offline
{
	my ($database, @arguments) = @_;
	local $ENV{LC_ALL} = 'C';
	my $sql = pg_migrate_ok($node, $database, @arguments, '--sql');
	my ($status, $out, $err) = $node->psql($database, $sql, on_error_stop => 1);

	is($status, 0, "psql runs it: @arguments") or diag($err);
	return;
}
my $online = sub { pg_migrate_ok($node, 'online', @_, '-q') };
my $same = sub {
	my ($name) = @_;

	is_text(schema_dump($node, 'offline', '--schema-only'), schema_dump($node, 'online', '--schema-only'), "$name: same schema");
	# the text brings the revisions that it runs, the command loads all
	my ($by_text, $by_command) = map {
		$node->safe_psql($_, q{
			SELECT revision, checksum, source FROM migrate.revisions
			WHERE revision IN (SELECT revision FROM migrate.log) ORDER BY 1;
			SELECT revision, via FROM migrate.applied ORDER BY 1;
			SELECT operation, revision, variables FROM migrate.log ORDER BY id})
	} 'offline', 'online';
	is($by_text, $by_command, "$name: same registry");
	return;
};
my @offline = ('-D', $offline);
my $sql = pg_migrate_ok($node, 'offline', 'upgrade', 'o2', '--sql', @offline);
is($node->safe_psql('offline', 'SELECT count(*) FROM migrate.revisions'), 0, '--sql leaves nothing in the database');
is(json_of(pg_migrate_ok($node, 'offline', 'upgrade', 'o2', '--sql', '--json', @offline), '--sql --json')->{sql} =~ s/^--.*\n//mgr,
	do { my $text = $sql =~ s/^--.*\n//mgr; utf8::decode($text); $text }, '--sql --json');
foreach my $run ([ 'upgrade', 'o2', @offline ], [ 'upgrade', 'head', '-x', 'name=a b', @offline ],
	[ 'downgrade', 'o1', '-x', 'name=a b' ], [ 'stamp', 'o2', @offline ])
{
	offline('offline', @$run);
	$online->(@$run);
	$same->("@$run");
}
unlike(pg_migrate_ok($node, 'offline', 'downgrade', 'o2:base', '--sql', '--no-bookkeeping'), qr/migrate\.(applied|log)/, '--no-bookkeeping');
pg_migrate_fails($node, 'offline', 1, qr/MG019: /, 'upgrade', 'head', '--sql', @offline);

$node->stop;
done_testing();
