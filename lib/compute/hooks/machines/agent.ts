/**
 * The agent: a program for a POSIX shell that runs in a hook's machine. The image starts it as its
 * user data, as any EC2 guest does, and has for it a shell, one of curl, wget or busybox, and a second
 * serial port, by which it is told when to begin (see control-port.ts). What it works on it asks of
 * the metadata service (see invocation-service.ts).
 *
 * What a hook's command finds is described in docs/hooks.md: keep both in step.
 */

/**
 * A whole program for Linux on x86-64: it asks the kernel to make a new random state of all that was
 * mixed in since the last one, which needs a call (ioctl RNDRESEEDCRNG) that no shell has. Without it
 * every machine restored from the same memory would make the same "random" keys. random(4)
 *
 *     xor  edi, edi        ; standard input, which is /dev/urandom
 *     mov  esi, 0x5207     ; RNDRESEEDCRNG
 *     mov  eax, 16         ; ioctl
 *     syscall
 *     mov  edi, eax
 *     neg  edi             ; 0, or the error's number
 *     mov  eax, 60         ; exit
 *     syscall
 */
function reseedProgram(): Buffer {
  const code = Buffer.from('31ffbe07520000b8100000000f0589c7f7dfb83c0000000f05', 'hex')
  const headersBytes = 64 + 56
  const loadAddress = 0x400000
  const program = Buffer.alloc(headersBytes)
  // The ELF header: 64 bits, little-endian, an executable for x86-64 with one program header.
  program.write('7f454c46020101', 'hex')
  program.writeUInt16LE(2, 16)
  program.writeUInt16LE(62, 18)
  program.writeUInt32LE(1, 20)
  program.writeBigUInt64LE(BigInt(loadAddress + headersBytes), 24)
  program.writeBigUInt64LE(64n, 32)
  program.writeUInt16LE(64, 52)
  program.writeUInt16LE(56, 54)
  program.writeUInt16LE(1, 56)
  // The program header: load the file, readable and executable.
  program.writeUInt32LE(1, 64)
  program.writeUInt32LE(5, 68)
  program.writeBigUInt64LE(BigInt(loadAddress), 80)
  program.writeBigUInt64LE(BigInt(loadAddress), 88)
  program.writeBigUInt64LE(BigInt(headersBytes + code.length), 96)
  program.writeBigUInt64LE(BigInt(headersBytes + code.length), 104)
  program.writeBigUInt64LE(0x1000n, 112)
  return Buffer.concat([program, code])
}

/** For printf, which knows no other notation everywhere. */
function octal(bytes: Uint8Array): string {
  return Array.from(bytes, byte => `\\${byte.toString(8).padStart(3, '0')}`).join('')
}

const script = String.raw`#!/bin/sh
# The agent of Mallee's hooks: waits for an event, fetches it, runs the command, puts its outputs.
umask 077
service=http://169.254.169.254/hook
control=/dev/ttyS1
PATH=$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export PATH
mkdir -p /hook && cd /hook || exit 1

if command -v curl > /dev/null 2>&1; then client=curl
elif wget --help 2>&1 | grep -q body-file; then client=wget
else client=busybox
fi

get() { # URL FILE
  case $client in
    curl) curl -fsS -o "$2" "$1" ;;
    wget) wget -nv -O "$2" "$1" ;;
    *) wget -q -O "$2" "$1" ;;
  esac 2> .error
}

post() { # PATH TEXT ANSWER
  case $client in
    curl) curl -fsS -o "$3" --data-raw "$2" "$service/$1" ;;
    *) wget -q -O "$3" --post-data "$2" "$service/$1" ;;
  esac 2> .error
}

# Busybox cannot PUT, so the request is written by hand.
put_by_hand() { # URL FILE SIZE
  place=${'$'}{1#http://}
  {
    printf 'PUT /%s HTTP/1.1\r\nHost: %s\r\nContent-Length: %s\r\nConnection: close\r\n' \
      "${'$'}{place#*/}" "${'$'}{place%%/*}" "$3"
    while IFS= read -r header; do printf '%s\r\n' "$header"; done < .headers
    printf '\r\n'
    cat "$2"
  } | nc "${'$'}{place%%/*}" 80 > .answer
  read -r _ status _ < .answer
  printf %s "$status"
}

put() { # URL FILE SIZE; prints the answer's status
  case $client in
    curl | wget)
      url=$1 file=$2
      set --
      while IFS= read -r header; do set -- "$@" --header "$header"; done < .headers ;;
  esac
  case $client in
    curl) curl -sS -o .answer -w '%{http_code}' "$@" --header Expect: -T "$file" "$url" ;;
    wget)
      wget -S -O .answer --method=PUT --body-file="$file" "$@" "$url" 2>&1 |
        sed -n 's/^ *HTTP\/[0-9.]* \([0-9]*\).*/\1/p' | tail -n 1 ;;
    *) put_by_hand "$1" "$2" "$3" ;;
  esac 2> .error
}

put_output() { # FILE NAME
  size=$(($(wc -c < "$1")))
  post "outputs?size=$size&previous=$previous" "$2" .ticket || return 1
  { IFS= read -r url; cat > .headers; } < .ticket
  previous=$(put "$url" "$1" "$size")
  case $previous in
    200 | 412) ;;
    *)
      post result "output-failed $2: status $previous $(head -c 500 .answer) $(head -c 500 .error)" /dev/null
      return 1 ;;
  esac
}

put_folder() { # FOLDER PREFIX
  for path in "$1"/* "$1"/.[!.]*; do
    if [ -h "$path" ]; then continue
    elif [ -d "$path" ]; then put_folder "$path" "$2${'$'}{path##*/}/" || return 1
    elif [ -f "$path" ]; then put_output "$path" "$2${'$'}{path##*/}" || return 1
    fi
  done
}

# New random numbers, clock and name: the memory that this machine began with was another's too.
begin() { # SECONDS ENTROPY MACHINE_ID
  printf %s "$2" > /dev/urandom
  ./.reseed < /dev/urandom
  date -s "@$1" > /dev/null 2>&1
  [ -e /etc/machine-id ] && printf '%s\n' "$3" > /etc/machine-id
}

serve() { # END
  for path in ./* ./.[!.]*; do [ "$path" = ./.reseed ] || rm -rf "$path"; done
  mkdir output
  previous=
  get "$service/invocation" .invocation || return 1
  . ./.invocation
  rm .invocation
  printf %s "$event" > event.json
  printf '%s\n' "$command" > command
  if [ -n "$input_url" ] && ! get "$input_url" input; then
    post result "input-failed $(head -c 500 .error)" /dev/null
    return 1
  fi
  (
    eval "$environment"
    cd /hook
    exec /bin/sh /hook/command
  ) < /dev/null > "$control" 2>&1 3<&-
  status=$?
  printf %s "$1" > "$control"
  if [ $status = 0 ]; then put_folder output '' || return 1; fi
  post "result?previous=$previous" "exited $status" /dev/null
}

printf '@RESEED@' > .reseed && chmod 700 .reseed
# Held open: a port that nobody has open forgets what it is told.
exec 3< "$control"
stty raw -echo <&3
reseeds=no
for second in 1 2 3 4 5 6 7 8 9 10; do
  if ./.reseed < /dev/urandom; then reseeds=yes; break; fi
  sleep 1
done
printf 'mallee-hook ready %s\n' $reseeds > "$control"
while read -r word seconds entropy machine end <&3; do
  [ "$word" = run ] || continue
  begin "$seconds" "$entropy" "$machine" 2> /dev/null
  serve "$end"
done
`

/** The same text for every hook: nothing of an event is in it. */
export function agentScript(): string {
  return script.replace('@RESEED@', octal(reseedProgram()))
}
