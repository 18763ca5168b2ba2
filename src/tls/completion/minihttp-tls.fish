# fish completion for minihttp-tls(8).
#
# tests/lint/completion.sh holds the list of options to the program's.
complete -c minihttp-tls -s C -l certificate -r -F -d 'serve this certificate: a PEM file or a directory'
complete -c minihttp-tls -l client-ca -r -F -d 'the authorities of the clients\' certificates'
complete -c minihttp-tls -l client-certificate -x -a 'require ask' -d 'require a certificate of each client, or ask for one'
complete -c minihttp-tls -l client-crl -r -F -d 'refuse the clients\' certificates in this list'
complete -c minihttp-tls -l confinement -d 'print what each process may do, as JSON'
complete -c minihttp-tls -s h -l help -d 'print this'
complete -c minihttp-tls -s K -l key -r -F -d 'the private key of the -C before it'
complete -c minihttp-tls -s N -l new -r -F -d 'make a first certificate there, for the names that follow'
complete -c minihttp-tls -s P -l pump -d 'decrypt here, and not in the kernel'
complete -c minihttp-tls -l service -x -d 'for minihttpd alone, which starts it so'
complete -c minihttp-tls -l strict -d 'with --service: refuse to start with a bad pair'
complete -c minihttp-tls -s T -l timeout -x -d 'allow this time for the handshake (10)'
complete -c minihttp-tls -s t -l test -d 'check the certificates; exit 78 if one is wrong'
complete -c minihttp-tls -s V -l version -d 'print the version'
