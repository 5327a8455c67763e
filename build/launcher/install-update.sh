#!/bin/sh
# Starts the installed program with root's rights to install an offer: `pkexec /opt/beatbook/install-update FOLDER`.
#
# Lies beside the launcher and belongs to root. Who asks for it chooses one folder and nothing else: Chromium obeys switches of its command
# line before a line of ours runs, so the program is never started by pkexec with arguments or an environment that a user made. What lies in
# the folder is believed by nobody; the program verifies it.
set -u
umask 022

[ "$#" -eq 1 ] || exit 2
case $1 in /*) ;; *) exit 2 ;; esac
[ -d "$1" ] || exit 2
PATH=/usr/sbin:/usr/bin:/sbin:/bin
ROOT=$(CDPATH='' cd -- "$(dirname -- "$(readlink -f -- "$0")")" && pwd) || exit 70

# A number from a file; nothing when the file is missing or holds anything else.
number() {
  [ -f "$1" ] || return 0
  value=$(head -c 16 "$1" | tr -d '\n')
  case $value in '' | *[!0-9]*) ;; *) printf '%s' "$value" ;; esac
}

# A newest version that does not start must not keep the one from coming that mends it.
for name in current previous; do
  seq=$(number "$ROOT/$name")
  program=$ROOT/versions/$seq/beatbook
  if [ -z "$seq" ] || [ ! -x "$program" ]; then continue; fi
  said=$(cd / && env -i PATH="$PATH" HOME=/root LANG=C.UTF-8 \
    "$program" "--install-update=$1" --no-sandbox --ozone-platform=headless --disable-gpu)
  ended=$?
  case $said in
    *'{"ok":'*)
      printf '%s\n' "$said"
      exit "$ended"
      ;;
  esac
done
exit 78
