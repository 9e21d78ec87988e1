# shellcheck shell=bash
# What Scripts/demo is told with: saying and checking, the steps of its people, a stopwatch.

: "${home:?}" "${film_size:?}"                     # set by Scripts/demo
declare -A account_of attached number_of took    # by record id twice, by person, by stopwatch
attachments=0 equal=0 different=0
doing=starting

# --- Saying and checking

bold='' plain=''
if [ -t 1 ] && [ -z "${NO_COLOR-}" ]; then
    bold=$(printf '\033[1m') plain=$(printf '\033[0m')
fi

chapter() { printf '\n%s%s%s\n\n' "$bold" "$*" "$plain"; }
say() { printf '# %s\n' "$*"; }

# check WHAT COMMAND…: goes on only if the command succeeds.
check() {
    doing=$1
    shift
    "$@" || exit 1
    printf '  ok: %s\n' "$doing"
}

# line PROMPT WORD…: a command as it would be typed.
line() {
    local word text="$1\$"
    for word in "${@:2}"; do
        [[ $word == *" "* ]] && word="\"$word\""
        text+=" $word"
    done
    doing=$text${input:+ < $input}
    printf '%s\n' "$doing"
}

# run COMMAND…: shows its output, and keeps it in the file `out`. Reads $input, or nothing.
run() { "$@" <"${input:-/dev/null}" 2>&1 | tee out | sed 's/^/  /'; }

in_vault_of() {
    local who=$1
    shift
    amanat "$@" --vault "$who" --passphrase-file "$who.passphrase"
}

# as WHO ARGUMENT…: the command in WHO's vault.
as() {
    line "$1" amanat "${@:2}"
    run in_vault_of "$@"
}

# shell COMMAND…: any other command.
shell() {
    line "" "$@"
    run "$@"
}

# refused STATUS COMMAND…: must fail, and with that status.
refused() {
    local wanted=$1 status=0
    shift
    "$@" || status=$?
    check "refused, with status $wanted" [ "$status" -eq "$wanted" ]
}

says() { grep -qF -- "$1" out; }
is_whole_in_out() { [[ $(<out) == *"$(<"$1")"* ]]; }

# values KEY: that value of each line of JSON on standard input.
values() { python3 -c 'import json, sys
for line in sys.stdin: print(json.loads(line)[sys.argv[1]])' "$1"; }

# --- The steps

build() {
    local command=(swift build --package-path "$home" -c release --static-swift-stdlib --product amanat)
    "${command[@]}" >&2
    AMANAT=$("${command[@]}" --show-bin-path)/amanat
}

prepare() {
    local pictures=/usr/share/icons/Adwaita/512x512
    AMANAT=$(realpath "$AMANAT")
    if [ ! -x "$AMANAT" ]; then
        echo "demo: error: there is no program at $AMANAT" >&2
        exit 1
    fi
    umask 077
    work=$(mktemp -d)
    trap leave EXIT
    cd "$work" || exit 1
    mkdir accounts bin files stick
    ln -s "$AMANAT" bin/amanat
    PATH=$work/bin:$PATH
    cp "$home"/Scripts/demo-data/testimonies/*.txt accounts/
    cp /usr/share/sounds/alsa/*.wav files/
    cp "$pictures"/devices/{camera-web,audio-headset,drive-harddisk}.png files/
    cp "$pictures"/mimetypes/{image-x-generic,x-office-document}.png files/
    cp /usr/share/doc/shared-mime-info/shared-mime-info-spec.pdf files/ 2>/dev/null || true
    head -c "$film_size" /dev/urandom >files/film.bin
}

# Whatever ends the demonstration early is a failure, and is named.
leave() {
    local status=$?
    cd /
    if [ -n "${KEEP-}" ]; then
        echo "demo: everything is left in $work" >&2
    else
        rm -rf "$work"
    fi
    if [ "$status" -ne 0 ]; then
        echo "demo: FAILED: $doing" >&2
        exit 1
    fi
}

make_vault() {
    local who=$1
    shift
    head -c 20 /dev/urandom | base64 >"$who.passphrase"
    as "$who" init --name "$who" "$@"
    as "$who" card --out "$who.card"
    number_of[$who]=$(in_vault_of "$who" card --json | values safetyNumber)
}

# enroll WHO OWNER…: WHO types the numbers that the owners read out.
enroll() {
    local owner
    for owner in "${@:2}"; do
        as "$1" enroll "$owner.card" --confirm "${number_of[$owner]}"
    done
}

ids() { grep -xE '[0-9a-f]{32}' out; }

# remember ACCOUNT [ATTACHMENT…]: the next of the ids on standard input belongs to these.
remember() {
    local id
    read -r id
    account_of[$id]=$1
    attached[$id]="${*:2}"
    attachments=$((attachments + $# - 1))
}

# seal WHO ACCOUNT [ATTACHMENT…]
seal() {
    local who=$1 account=$2 file attach=()
    shift 2
    for file in "$@"; do attach+=(--attach "files/$file"); done
    if [ -n "${input-}" ]; then
        as "$who" seal - "${attach[@]}"
    else
        as "$who" seal "accounts/$account" "${attach[@]}"
    fi
    remember "$account" "$@" < <(ids)
}

# type_account WHO ACCOUNT [ATTACHMENT…]: types it at a terminal, with a kill in the middle.
type_account() {
    local who=$1 account=$2 file attach=()
    shift 2
    for file in "$@"; do attach+=(--attach "files/$file"); done
    line "$who" amanat seal - "${attach[@]}"
    run "${python:?}" "$home/Scripts/demo-data/typing.py" "accounts/$account" "${attach[@]}" \
        --vault "$who" --passphrase-file "$who.passphrase"
    remember "$account" "$@" < <(ids)
}

id_of() {
    local id
    for id in "${!account_of[@]}"; do [ "${account_of[$id]}" != "$1" ] || echo "$id"; done
}

seal_several() {
    local who=$1 account
    shift
    as "$who" seal "${@/#/accounts/}"
    for account in "$@"; do remember "$account"; done < <(ids)
}

# Something of everything that was sealed: each line of the accounts, each name, a stretch of each file.
list_traces() {
    local file
    grep -hv '^$' accounts/*
    for file in files/*; do
        basename "$file"
        LC_ALL=C grep -aoP -m 1 '[^\n\x00]{24}' "$file" | sed -n 1p
    done
}

has_no_trace() {
    local status=0
    LC_ALL=C grep -raqF -f traces "$1" || status=$?
    [ "$status" -eq 1 ]
}
has_traces_everywhere() {
    local without
    without=$(LC_ALL=C grep -raLF -f traces "$@") || true
    [ -z "$without" ]
}

# Every file of the folder, and the name and size of every file of the vault.
state() {
    find stick -type f -printf '%p %s %i %T@\n' | sort
    find "$1" -type f -printf '%p %s\n' | sort
}

nothing_changed() { says 'Nothing new.' && [ "$(state "$1")" = "$2" ]; }

sync_twice() {
    local before
    as "$1" sync stick
    before=$(state "$1")
    as "$1" sync stick
    check "nothing changes the second time" nothing_changed "$1" "$before"
}

# Bundles of the first hand-off that are still in the folder.
undelivered() { comm -12 <(ls copy) <(ls stick); }

compare() {
    if cmp -s "$1" "$2"; then
        equal=$((equal + 1))
    else
        different=$((different + 1))
        echo "demo: differs: $2" >&2
    fi
}

# compare_all FOLDER: each testimony there, FOLDER/ID/…, with what was sealed.
compare_all() {
    local id file names
    for id in "${!account_of[@]}"; do
        compare "accounts/${account_of[$id]}" "$1/$id/account.txt"
        read -ra names <<<"${attached[$id]}"
        for file in "${names[@]}"; do compare "files/$file" "$1/$id/attachments/$file"; done
    done
}

# open_all WHO: and compares it.
open_all() {
    local id
    mkdir -p "opened/$1"
    while read -r id; do as "$1" open "$id" --to "opened/$1/$id"; done <"$1.ids"
    compare_all "opened/$1"
    rm -r "opened/$1"
}

now() { echo "${EPOCHREALTIME//[!0-9]/}"; }

# best NAME COMMAND…: keeps the shortest of its times, in microseconds, as took[NAME].
best() {
    local name=$1 start time
    shift
    start=$(now)
    "$@" >/dev/null
    time=$(($(now) - start))
    if [ "$time" -lt "${took[$name]:-$((time + 1))}" ]; then took[$name]=$time; fi
}

age_seals() { age -r "$(age-keygen -y age.key)" -o film.age files/film.bin && sync film.age; }
age_opens() { age -d -i age.key -o opened.bin film.age && sync opened.bin; }

heading() { printf '  %-26s %9s %10s %12s\n' "" time unlocking "all but that"; }

# row LABEL NAME [UNLOCKING]: took[…] is in microseconds, and bytes by microseconds are MB/s.
row() {
    awk -v label="$1" -v time="${took[$2]}" -v unlock="${3:+${took[$3]}}" -v size="$film_size" 'BEGIN {
        printf "  %-26s %7.2f s %10s %7.0f MB/s\n", label, time / 1e6,
            unlock ? sprintf("%.2f s", unlock / 1e6) : "-", size / (time - unlock) }'
}
