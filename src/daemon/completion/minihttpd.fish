# fish completion for minihttpd(8).
#
# tests/lint/completion.sh holds the list of options to the program's.
complete -c minihttpd -s c -l config -r -F -d 'read the configuration from FILE'
complete -c minihttpd -s h -l help -d 'print this'
complete -c minihttpd -l handler -r -F -d 'start FILE as the worker instead of minihttp'
complete -c minihttpd -s l -l listen -x -d 'listen there; or [IPV6]:PORT, PORT, unix:/PATH'
complete -c minihttpd -s o -l option -x -d 'apply this directive on top of the configuration'
complete -c minihttpd -s p -l port -x -d 'listen on 127.0.0.1:PORT'
complete -c minihttpd -l qr -d 'print a QR code of the address for other machines'
complete -c minihttpd -l share -d 'listen on the private addresses of this machine'
complete -c minihttpd -s t -l test -d 'check the configuration; exit 78 if it is wrong'
complete -c minihttpd -l upload -d 'with --share: take uploads, with a password it prints'
complete -c minihttpd -s V -l version -d 'print the version'
