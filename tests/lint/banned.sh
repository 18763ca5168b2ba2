#!/bin/sh
# Functions that no object of ours may call, found by symbol, not by macro.
#
#	banned.sh DIRECTORY_OF_OBJECTS
set -eu
banned='strcpy|strcat|strncpy|strncat|sprintf|vsprintf|gets|strtok|strtok_r'
banned="$banned|atoi|atol|strtol|strtoul|gmtime|localtime|ctime|asctime"
banned="$banned|mktemp|tmpnam|system|popen|rand|srand|alloca"
find "$1" -name '*.o' | while read -r obj; do
	nm -u "$obj" | awk '$1 == "U" { print $2 }' |
		grep -E "^(__)?($banned)(_chk)?\$" | sed "s|^|$obj calls |"
done | { ! grep .; }
