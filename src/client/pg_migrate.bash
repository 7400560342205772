# bash completion for pg_migrate
#
# Commands and options are those that its help lists. Revisions are taken from
# the files of the directory: no database is asked.

# Print the directory that the command line so far, the environment, or
# neither names.
_pg_migrate_directory()
{
	local i directory=${MIGRATE_DIR:-migrations}

	for ((i = 1; i < COMP_CWORD; i++))
	do
		case ${COMP_WORDS[i]} in
			-D|--dir)
				directory=${COMP_WORDS[i + 1]}
				# "--dir=x" is three words to bash
				[ "$directory" != = ] || directory=${COMP_WORDS[i + 2]} ;;
		esac
	done
	printf '%s\n' "${directory/#\~\//$HOME/}"
}

# Print the ids and labels that the files of the directory give.
_pg_migrate_revisions()
{
	local directory

	directory=$(_pg_migrate_directory)
	[ -d "$directory" ] || return
	grep -rhsE --include='*.sql' '^-- migrate:(revision|label) ' "$directory" |
		cut -d ' ' -f 3- | tr ', ' '\n\n'
}

_pg_migrate()
{
	local i command= current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}
	local commands words=

	COMPREPLY=()
	[ "$current" != = ] || current=
	[ "$previous" != = ] || previous=${COMP_WORDS[COMP_CWORD - 2]}
	commands=$("$1" --help 2> /dev/null | sed -n '/^Commands:/,/^$/s/^  \([a-z-]*\) .*/\1/p')
	for ((i = 1; i < COMP_CWORD; i++))
	do
		if grep -qxF -e "${COMP_WORDS[i]}" <<< "$commands"; then
			command=${COMP_WORDS[i]}
			break
		fi
	done
	case $previous in
		-D|--dir)
			mapfile -t COMPREPLY < <(compgen -d -- "$current")
			return ;;
		--schema)
			mapfile -t COMPREPLY < <(compgen -f -- "$current")
			return ;;
		--format)
			if [ "$command" = graph ]; then
				words='text dot mermaid'
			else
				words='auto native dbmate goose sql-migrate golang-migrate diesel flyway sqitch'
			fi ;;
		-d|--dbname|-h|--host|-p|--port|-U|--username|--wait|-m|--message|--rev-id|--branch-label|-x|--variable)
			return ;;
		--head|--depends-on)
			words="head heads base $(_pg_migrate_revisions)" ;;
		-r|--rev-range)
			words="$(_pg_migrate_revisions)" ;;
		*)
			if [[ $current == -* ]]; then
				words=$("$1" $command --help 2> /dev/null | grep -oE -e '^ +(-.,)? +--[a-z-]+' | grep -oE -e '--[a-z-]+')
			elif [ -z "$command" ] || [ "$command" = help ]; then
				words=$commands
			else
				case $command in
					upgrade|downgrade|stamp|merge|edit|show|pending|dump)
						words="head heads base $(_pg_migrate_revisions)" ;;
				esac
			fi ;;
	esac
	mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
}

complete -F _pg_migrate pg_migrate
