# fish completion for minihttp-stats(1).
#
# tests/lint/completion.sh holds the list of options to the program's.
complete -c minihttp-stats -s h -l help -d 'print this'
complete -c minihttp-stats -s j -l json -d 'print a JSON object'
complete -c minihttp-stats -s l -l log -r -d 'count the visitors of an access log (-: stdin)'
complete -c minihttp-stats -s n -l top -x -d 'print NUMBER rows (20; 0: all of them)'
complete -c minihttp-stats -s p -l prometheus -d 'print metrics for the node exporter'
complete -c minihttp-stats -s V -l version -d 'print the version'
complete -c minihttp-stats -s w -l watch -d 'show the table on the terminal, each second'
