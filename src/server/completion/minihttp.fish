# fish completion for minihttp(8).
#
# tests/lint/completion.sh holds the list of options to the program's.
complete -c minihttp -s c -l config -r -F -d 'read the configuration from FILE'
complete -c minihttp -s h -l help -d 'print this'
complete -c minihttp -l json -d 'with -T: print both, and all of the sandbox, as JSON'
complete -c minihttp -s o -l option -x -d 'apply this directive on top of the configuration'
complete -c minihttp -s S -l secure -d 'used by minihttp-tls when it starts the handler'
complete -c minihttp -l sign -x -d 'print a link to PATH for the TIME in the next word'
complete -c minihttp -s T -l print -d 'print the configuration in effect, and the sandbox'
complete -c minihttp -s t -l test -d 'check the configuration; exit 78 if it is wrong'
complete -c minihttp -s V -l version -d 'print the version'
complete -c minihttp -s w -l worker -x -d 'used by minihttpd when it starts a worker'
