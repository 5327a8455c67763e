#!/bin/sh
# Starts the installed version of Beatbook, and goes back to the one before when a new one does not get on its feet.
#
# ROOT (root-owned, next to this script):   current, previous: a number each · versions/NUMBER/beatbook
# DATA (the user's, ~/.config/Beatbook):    launcher/{healthy,held,since,starts,rollback} · replica/
#
# A version is on probation until somebody has logged in with it; the app then writes its number into launcher/healthy. Until then each
# start is counted, and one that ends in order is taken off again. After three that did not, the version is held: the replica is moved
# aside whole, with everything that was not sent yet, the copy from before the migration takes its place, and the version before starts.
# A station's user can choose only among versions that root installed. Who starts it again while a new version is on its way is handed over to
# that by the program; only one launcher counts and goes back.
set -u
umask 077

ROOT=$(CDPATH='' cd -- "$(dirname -- "$(readlink -f -- "$0")")" && pwd) || exit 70
DATA=${XDG_CONFIG_HOME:-$HOME/.config}/Beatbook
NOTES=$DATA/launcher
REPLICA=$DATA/replica
MOST_STARTS=3

# A number from a file; nothing when the file is missing or holds anything else.
number() {
  [ -f "$1" ] || return 0
  value=$(head -c 16 "$1" | tr -d '\n')
  case $value in '' | *[!0-9]*) ;; *) printf '%s' "$value" ;; esac
}

# Replaces a small file so that a power cut leaves the old content or the new.
keep() { printf '%s\n' "$2" >"$1.new" && sync && mv -f "$1.new" "$1"; }

# The newest copy made before a migration since the probation began: its name carries the instant.
migration_copy() {
  since=$(head -c 32 "$NOTES/since" 2>/dev/null) || return 0
  for file in "$REPLICA"/backups/replica-*-migration.db; do
    [ -f "$file" ] || continue
    name=${file##*/}
    stamp=${name#replica-}
    stamp=${stamp%-migration.db}
    if [ "$(printf '%s\n%s\n' "$since" "$stamp" | LC_ALL=C sort | head -n 1)" = "$since" ]; then printf '%s\n' "$name"; fi
  done | LC_ALL=C sort | tail -n 1
}

# Whether the archive of a version is the one that was packaged: a disk that lost a bit must not run it.
intact() {
  [ -f "$1/resources/app.asar.sha256" ] || return 0
  (cd "$1/resources" && sha256sum --status -c app.asar.sha256)
}

# Each step can be cut short and is finished by the next start: the note goes last.
roll_back() {
  copy=$(migration_copy)
  aside=$REPLICA/quarantine/update-$1
  if [ -n "$copy" ]; then
    if [ ! -f "$aside/done" ]; then
      cp "$REPLICA/backups/$copy" "$REPLICA/replica.db.before" || return 1
      sync
      mkdir -p "$aside" || return 1
      for part in replica.db replica.db-wal replica.db-shm swap.json; do
        if [ -f "$REPLICA/$part" ]; then
          # What was moved aside is never replaced.
          if [ -e "$aside/$part" ]; then return 1; fi
          mv "$REPLICA/$part" "$aside/$part" || return 1
        fi
      done
      # In a shell of its own: this one would end where a file cannot be made.
      (: >"$aside/done") || return 1
      sync
    fi
    if [ -f "$REPLICA/replica.db.before" ]; then mv -f "$REPLICA/replica.db.before" "$REPLICA/replica.db" || return 1; fi
  fi
  keep "$NOTES/held" "$1" && rm -f "$NOTES/rollback" "$NOTES/starts" "$NOTES/since"
}

mkdir -p "$NOTES" || exit 73
counts=yes
exec 9<"$NOTES"
# The launcher before ends a moment after the program that restarts itself.
if command -v flock >/dev/null && ! flock -w 2 9; then counts=; fi
current=$(number "$ROOT/current")
previous=$(number "$ROOT/previous")
if [ -z "$current" ]; then
  echo "beatbook: $ROOT/current names no version; install Beatbook again" >&2
  exit 78
fi

starts=$(number "$NOTES/starts")
counted=${starts:-0}
# Notes of another version say nothing about this one.
if [ "$(number "$NOTES/counting")" != "$current" ]; then
  counted=0
  rm -f "$NOTES/starts" "$NOTES/since" "$NOTES/rollback"
  keep "$NOTES/counting" "$current"
fi

run=$current
if [ "$(number "$NOTES/held")" = "$current" ]; then
  run=${previous:-$current}
elif [ "$(number "$NOTES/healthy")" != "$current" ] && [ -n "$previous" ] && [ -n "$counts" ]; then
  if [ "$counted" -ge "$MOST_STARTS" ] || [ -f "$NOTES/rollback" ]; then
    (: >"$NOTES/rollback")
    roll_back "$current" || {
      echo "beatbook: going back to version $previous failed; is the disk full?" >&2
      exit 74
    }
    run=$previous
  fi
fi

# A repair that was cut short may have left no program there.
if [ "$run" = "$current" ] && [ -n "$previous" ] && [ ! -x "$ROOT/versions/$current/beatbook" ]; then run=$previous; fi
program=$ROOT/versions/$run/beatbook
if [ ! -x "$program" ]; then
  echo "beatbook: $program is missing; install Beatbook again" >&2
  exit 78
fi
probation=yes
if [ "$run" != "$current" ] || [ "$(number "$NOTES/healthy")" = "$current" ] || [ -z "$previous" ]; then probation=; fi
if ! intact "$ROOT/versions/$run"; then
  echo "beatbook: version $run is damaged on this disk; install Beatbook again" >&2
  # Of a new version this is a start that failed.
  if [ -n "$probation" ] && [ -n "$counts" ]; then keep "$NOTES/starts" $((counted + 1)); fi
  exit 74
fi
if [ -z "$probation" ]; then exec "$program" "$@" 9<&-; fi

[ -f "$NOTES/since" ] || keep "$NOTES/since" "$(date -u +%Y%m%dT%H%M%S000Z)"
if [ -z "$counts" ]; then exec "$program" "$@" 9<&-; fi
keep "$NOTES/starts" $((counted + 1))
"$program" "$@" 9<&-
ended=$?
# Closed in order, whether or not anybody logged in: not a failure of the version.
if [ "$ended" -eq 0 ]; then keep "$NOTES/starts" "$counted"; fi
exit "$ended"
