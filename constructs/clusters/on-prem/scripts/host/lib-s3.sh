# shellcheck shell=bash
# Functions that read and write objects in the bucket of backups, of any S3 service. lib.sh of local/ sources them too, on the machine where
# you deploy. They read BACKUP_S3_ENDPOINT, BACKUP_S3_BUCKET and BACKUP_S3_REGION (settings.sh). Requests are signed here, since the
# curl of older systems signs none: https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
# Keys are in no argument of a program, which every user of a host could read.

# read_s3_credentials FILE: sets s3_access_key, s3_secret_key and s3_session_token from a credentials file in the format of AWS; returns 1
# if it has no keys.
read_s3_credentials() {
  s3_access_key=$(s3_credential aws_access_key_id "$1")
  s3_secret_key=$(s3_credential aws_secret_access_key "$1")
  s3_session_token=$(s3_credential aws_session_token "$1")
  [ -n "$s3_access_key" ] && [ -n "$s3_secret_key" ]
}

# s3_credential NAME FILE: prints a field of a credentials file.
s3_credential() {
  sed -n "s/^ *$1 *= *//p" "$2" 2>/dev/null | tr -d ' \r' | head -n 1
}

# sha256: prints the digest of standard input in hexadecimal digits.
sha256() {
  sha256sum | cut -d' ' -f1
}

# encode_hex: prints standard input in hexadecimal digits.
encode_hex() {
  od -An -v -tx1 | tr -d ' \n'
}

# decode_hex: prints the bytes of hexadecimal digits in standard input.
decode_hex() {
  local digits
  digits=$(sed 's/../\\x&/g')
  printf '%b' "$digits"
}

# hmac_sha256 KEY: prints the HMAC of standard input (RFC 2104). KEY and the result are in hexadecimal digits.
hmac_sha256() {
  local key=$1 inner='' outer='' index byte digest
  if [ "${#key}" -gt 128 ]; then key=$(decode_hex <<<"$key" | sha256); fi
  for ((index = 0; index < 128; index += 2)); do
    byte=${key:index:2}
    printf -v inner '%s\\x%02x' "$inner" "$((16#${byte:-0} ^ 0x36))"
    printf -v outer '%s\\x%02x' "$outer" "$((16#${byte:-0} ^ 0x5c))"
  done
  digest=$({ printf '%b' "$inner"; cat; } | sha256)
  { printf '%b' "$outer"; decode_hex <<<"$digest"; } | sha256
}

# request_s3 METHOD KEY QUERY FILE: sends a request for an object, or for the bucket if KEY is empty. PUT uploads FILE; for other methods, the
# body of the response is written to FILE. QUERY is in the form of a URL, sorted by name. Returns 1, with the reason in s3_error, unless the
# status is 2xx.
request_s3() {
  local method=$1 key=$2 query=$3 file=$4 payload=/dev/null response=$4 host path time scope digest headers names request part signing_key signature status proxy=()
  if [ "$method" = PUT ]; then payload=$file response=/dev/null; fi
  host=${BACKUP_S3_ENDPOINT#*://}
  path=${host#"${host%%/*}"}/$BACKUP_S3_BUCKET${key:+/$key}
  host=${host%%/*}
  time=$(date --utc +%Y%m%dT%H%M%SZ)
  scope=${time%T*}/$BACKUP_S3_REGION/s3/aws4_request
  digest=$(sha256 <"$payload")
  headers="host:$host"$'\n'"x-amz-content-sha256:$digest"$'\n'"x-amz-date:$time"
  names='host;x-amz-content-sha256;x-amz-date'
  if [ -n "$s3_session_token" ]; then
    headers=$headers$'\n'"x-amz-security-token:$s3_session_token"
    names="$names;x-amz-security-token"
  fi
  request=$(printf '%s\n%s\n%s\n%s\n\n%s\n%s' "$method" "$path" "$query" "$headers" "$names" "$digest" | sha256)
  signing_key=$(printf 'AWS4%s' "$s3_secret_key" | encode_hex)
  for part in ${scope//\// }; do signing_key=$(printf '%s' "$part" | hmac_sha256 "$signing_key"); done
  signature=$(printf 'AWS4-HMAC-SHA256\n%s\n%s\n%s' "$time" "$scope" "$request" | hmac_sha256 "$signing_key")
  if declare -F with_proxy >/dev/null; then proxy=(with_proxy); fi
  if ! status=$({
    printf '%s\n' "$headers" | sed 's/\([^:]*\):\(.*\)/header = "\1: \2"/'
    echo "header = \"Authorization: AWS4-HMAC-SHA256 Credential=$s3_access_key/$scope, SignedHeaders=$names, Signature=$signature\""
    if [ "$method" = PUT ]; then echo "upload-file = \"$file\""; fi
  } | ${proxy[@]+"${proxy[@]}"} curl --config - --request "$method" --silent --show-error --connect-timeout 20 --output "$response" \
    --write-out '%{http_code}' "${BACKUP_S3_ENDPOINT%%://*}://$host$path${query:+?$query}" 2>&1); then
    s3_error=${status#*curl: }
    s3_error=${s3_error%%$'\n'*}
    return 1
  fi
  case $status in
    2*) ;;
    *)
      s3_error="status $status"
      # An error is XML, with an element Code such as NoSuchBucket.
      if [ "$response" != /dev/null ] && [[ $(head -c 1000 "$response" 2>/dev/null | tr -d '\0') =~ \<Code\>([A-Za-z0-9]+)\</Code\> ]]; then
        s3_error="$s3_error, ${BASH_REMATCH[1]}"
      fi
      return 1 ;;
  esac
}

# list_s3_backups PREFIX: prints the names of the backups in the bucket whose names start with PREFIX, oldest first; returns 1 with s3_error.
list_s3_backups() {
  local file prefix=$BACKUP_S3_PREFIX$1
  file=$(mktemp)
  if ! request_s3 GET '' "list-type=2&prefix=${prefix//\//%2F}" "$file"; then
    rm -f "$file"
    return 1
  fi
  # The time in their names is after the name of the host.
  grep -o '<Key>[^<]*\.backup</Key>' "$file" | sed "s|^<Key>$BACKUP_S3_PREFIX||; s|</Key>$||" | awk '{ print substr($0, length($0) - 22), $0 }' | sort | cut -d' ' -f2 || true
  rm -f "$file"
}
