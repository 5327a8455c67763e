#!/bin/sh
# The key ceremony: root, release CA, three officers and the feed, each with a passphrase of its own. Needs sh and openssl 3, nothing else, so
# that a PC without a network can run it and the people around it can read it. docs/runbook/releases.md says what to do with what it makes.
set -eu
umask 077
LC_ALL=C
export LC_ALL

BITS=3072
ROOT_DAYS=3650
CA_DAYS=1825
SIGNER_DAYS=730
# How often a passphrase is hashed before it opens a key: who finds the medium has to do it for every guess.
ITERATIONS=100000
LEAST_PASSPHRASE=12

usage() {
  cat >&2 <<'TEXT'
Usage: sh scripts/release/key-ceremony.sh --dir DIR --organisation NAME --officers N,N,N    all keys, once; N is a service number
       sh scripts/release/key-ceremony.sh --dir DIR --officer N                             one officer's key anew, or one more officer
       sh scripts/release/key-ceremony.sh --dir DIR --feed NAME                             the feed's key anew
DIR lies outside the working tree. Passphrases are asked for twice each; without a terminal they are read line by line.
TEXT
  exit 2
}

fail() {
  printf '%s\n' "$1" >&2
  exit 1
}

# Questions go where they cannot end up in a file.
ask() { printf '%s' "$1" >&2; }

hidden_line() {
  [ ! -t 0 ] || stty -echo
  IFS= read -r line || fail 'There was no answer; nothing was made.'
  if [ -t 0 ]; then
    stty echo
    printf '\n' >&2
  fi
}

# Asks for a new passphrase, twice, into $passphrase.
new_passphrase() {
  while :; do
    ask "New passphrase for $1: "
    hidden_line
    passphrase=$line
    case $passphrase in
    *[!\ -~]*) printf 'Use letters, digits and signs that every keyboard has.\n' >&2 && continue ;;
    esac
    [ "${#passphrase}" -ge "$LEAST_PASSPHRASE" ] || {
      printf 'Use at least %s characters.\n' "$LEAST_PASSPHRASE" >&2
      continue
    }
    ask 'The same again: '
    hidden_line
    [ "$passphrase" != "$line" ] || break
    printf 'The two differ.\n' >&2
  done
}

# What openssl notes on the way is shown when it fails only.
quiet_openssl() { openssl "$@" 2>openssl.log || { cat openssl.log >&2 && fail "openssl $1 failed; nothing was made."; }; }

new_key() { # FILE; under $passphrase, and never without it on the disc
  SECRET=$passphrase quiet_openssl genpkey -algorithm RSA -pkeyopt "rsa_keygen_bits:$BITS" -aes-256-cbc -pass env:SECRET -out "$1.weak"
  SECRET=$passphrase quiet_openssl pkcs8 -topk8 -in "$1.weak" -passin env:SECRET -out "$1" -passout env:SECRET \
    -v2 aes-256-cbc -v2prf hmacWithSHA256 -iter "$ITERATIONS"
  rm "$1.weak"
}

authority_extensions='basicConstraints=critical,CA:TRUE
keyUsage=critical,keyCertSign,cRLSign
subjectKeyIdentifier=hash'

make_root() {
  new_passphrase 'the root (into the safe)' && root_passphrase=$passphrase
  new_key root.key
  certificate root root.key "$passphrase" "Release root" "$ROOT_DAYS" "$authority_extensions" -key root.key -passin env:ISSUER
}

make_authority() {
  new_passphrase 'the release CA (into the safe)' && authority_passphrase=$passphrase
  new_key ca.key
  ISSUER_PASSPHRASE=$root_passphrase
  certificate ca ca.key "$passphrase" "Release CA" "$CA_DAYS" "$authority_extensions" -CA root.pem -CAkey root.key -passin env:ISSUER
}

# NAME KEY ITS-PASSPHRASE COMMON-NAME DAYS EXTENSIONS, and who issues it
certificate() {
  name=$1 key=$2 own=$3 common=$4 days=$5
  printf '%s\n' "$6" >"$name.ext"
  shift 6
  OWN=$own quiet_openssl req -new -utf8 -sha256 -key "$key" -passin env:OWN -subj "/O=$organisation/CN=$common" -out "$name.csr"
  ISSUER=${ISSUER_PASSPHRASE:-$own} quiet_openssl x509 -req -sha256 -in "$name.csr" -days "$days" -extfile "$name.ext" -out "$name.pem" "$@"
  rm "$name.csr" "$name.ext"
}

make_signer() { # NAME WHOSE USAGES
  new_passphrase "$2"
  new_key "$1.key"
  ISSUER_PASSPHRASE=$authority_passphrase
  certificate "$1" "$1.key" "$passphrase" "$1" "$SIGNER_DAYS" \
    "basicConstraints=CA:FALSE
keyUsage=critical,digitalSignature
extendedKeyUsage=$3
subjectKeyIdentifier=hash
authorityKeyIdentifier=keyid" -CA "$keys/ca.pem" -CAkey "$keys/ca.key" -passin env:ISSUER
  SECRET=$passphrase quiet_openssl pkcs12 -export -inkey "$1.key" -passin env:SECRET -in "$1.pem" -certfile "$keys/ca.pem" -name "$1" \
    -out "$1.p12" -passout env:SECRET -iter "$ITERATIONS"
  rm "$1.key"
  quiet_openssl verify -x509_strict -CAfile "$keys/root.pem" -untrusted "$keys/ca.pem" "$1.pem" >/dev/null
}

describe() { # NAME WHAT
  printf '%s\n' "$2"
  printf '  key          %s\n' "$(openssl x509 -in "$1.pem" -pubkey -noout | openssl pkey -pubin -outform der | openssl dgst -sha256 -r | cut -d ' ' -f 1)"
  printf '  certificate  %s.pem, serial %s\n' "$1" "$(openssl x509 -in "$1.pem" -noout -serial | cut -d = -f 2)"
  printf '  valid to     %s\n\n' "$(openssl x509 -in "$1.pem" -noout -enddate | cut -d = -f 2)"
}

signatures() {
  printf 'Read aloud, compared and signed by\n\n'
  for who in "$@"; do printf '  %-28s ______________________________\n\n' "$who"; done
}

dir='' organisation='' officers='' officer='' feed=''
while [ $# -gt 0 ]; do
  [ $# -ge 2 ] || usage
  case $1 in
  --dir) dir=$2 ;;
  --organisation) organisation=$2 ;;
  --officers) officers=$2 ;;
  --officer) officer=$2 ;;
  --feed) feed=$2 ;;
  *) usage ;;
  esac
  shift 2
done
[ -n "$dir" ] || usage

project=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd -P)
usage_of() { sed -n "s/^ *$1: '\([0-9.]*\)',\$/\1/p" "$project/src-updates/roles.ts" | head -n 1; }
trust_usage=$(usage_of trust) release_usage=$(usage_of release) status_usage=$(usage_of status)
[ -n "$trust_usage" ] && [ -n "$release_usage" ] && [ -n "$status_usage" ] ||
  fail "What the keys are for stands in src-updates/roles.ts, which is missing or has another form."
case $(openssl version 2>/dev/null) in
"OpenSSL 3."* | "OpenSSL 4."*) ;;
*) fail 'This needs openssl 3 or newer.' ;;
esac
parent=$(CDPATH='' cd -- "$(dirname -- "$dir")" 2>/dev/null && pwd -P) || fail "There is no folder $(dirname -- "$dir")."
dir=$parent/$(basename -- "$dir")
case $dir/ in
"$project"/*) fail 'Keys never lie in the working tree, where a release would be made of them; name a folder beside it.' ;;
esac

room=$dir.unfinished
clean_up() {
  [ ! -t 0 ] || stty echo
  rm -rf "$room"
}
begin() {
  [ ! -e "$room" ] || fail "$room is there: another ceremony runs, or one was cut short. Remove it and begin again."
  printf 'The clock of this PC says %s. Certificates begin with it.\n' "$(date -u '+%Y-%m-%d %H:%M UTC')" >&2
  ask 'Is that right? (yes) '
  IFS= read -r line && [ "$line" = yes ] || fail 'Set the clock and begin again; nothing was made.'
  mkdir "$room"
  trap clean_up EXIT
  trap 'exit 1' HUP INT TERM
  cd "$room"
}

if [ -n "$officers" ]; then
  [ -n "$organisation" ] && [ -z "$officer$feed" ] || usage
  case $organisation in */* | *+* | *\\*) fail 'The name of the organisation cannot have / + \ in it.' ;; esac
  case ,$officers, in *,,* | *[!0-9A-Za-z,-]* | *,root,* | *,ca,* | *,feed,*) usage ;; esac
  set -f
  # shellcheck disable=SC2046 # The numbers are words.
  set -- $(printf '%s' "$officers" | tr ',' ' ')
  [ $# -eq 3 ] && [ "$1" != "$2" ] && [ "$1" != "$3" ] && [ "$2" != "$3" ] || fail 'Name three different officers.'
  [ ! -e "$dir" ] || fail "$dir is there already; a ceremony begins with a folder of its own."
  begin
  keys=$room
  make_root
  make_authority
  for number in "$@"; do make_signer "$number" "officer $number, who types it" "$trust_usage,$release_usage"; done
  make_signer feed 'the feed (on its server)' "$status_usage"
  {
    printf 'Key ceremony of %s, %s\n\n' "$organisation" "$(date -u '+%Y-%m-%d %H:%M UTC')"
    describe root 'Root, root.key: into the safe'
    describe ca 'Release CA, ca.key: into the safe'
    for number in "$@"; do describe "$number" "Officer $number, $number.p12: on the own medium"; done
    describe feed 'Feed, feed.p12: on the server of the feed'
    signatures "officer $1" "officer $2" "officer $3" 'witness'
  } >record.txt
  rm -f openssl.log
  cd "$parent"
  mv "$room" "$dir"
  record=record.txt
elif [ -n "$officer$feed" ]; then
  [ -z "$organisation" ] && { [ -z "$officer" ] || [ -z "$feed" ]; } || usage
  case $officer$feed in *[!0-9A-Za-z-]*) usage ;; esac
  keys=$dir
  [ -f "$keys/ca.key" ] && [ -f "$keys/ca.pem" ] && [ -f "$keys/root.pem" ] ||
    fail "$dir needs ca.key, ca.pem and root.pem of the ceremony; bring them from the safe."
  organisation=$(openssl x509 -in "$keys/ca.pem" -noout -subject -nameopt sep_multiline,utf8 | sed -n 's/^ *O=//p')
  begin
  ask 'Passphrase of the release CA: '
  hidden_line
  authority_passphrase=$line
  SECRET=$authority_passphrase openssl pkey -in "$keys/ca.key" -passin env:SECRET -noout 2>/dev/null ||
    fail 'That is not the passphrase of the release CA; nothing was made.'
  name=$officer$feed
  count=1
  while [ -e "$keys/$name.pem" ]; do
    count=$((count + 1))
    name=$officer$feed-$count
  done
  if [ -n "$officer" ]; then
    make_signer "$name" "officer $officer, who types it" "$trust_usage,$release_usage"
    whose="Officer $officer, $name.p12: on the own medium"
  else
    make_signer "$name" 'the feed (on its server)' "$status_usage"
    whose="Feed, $name.p12: on the server of the feed"
  fi
  record=record-$name.txt
  {
    printf 'Another key of %s, %s\n\n' "$organisation" "$(date -u '+%Y-%m-%d %H:%M UTC')"
    describe "$name" "$whose"
    signatures "${officer:+officer $officer}${feed:+who runs the feed}" 'witness'
  } >"$record"
  mv "$name.pem" "$name.p12" "$record" "$keys/"
else
  usage
fi

cat "$dir/$record"
printf 'written     %s: print it, compare it and sign it\n' "$dir/$record"
