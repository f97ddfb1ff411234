#!/usr/bin/env bash
# Echolot.Matching beside Lucene Monitor (Debian's liblucene8-java) and beside looking up each word in a dictionary, on
# the same files in turn; prints medians and ratios, and fails if the answers differ.
#   bench/vs-lucene/run.sh [FOLDER]      FOLDER has posts.ndjson and queries.ndjson; without it they are made up
#   SIZES="1000 10000 100000" THREADS="1 2" RUNS=3 WARM=25 CHECKED=500 SEED=1 bench/vs-lucene/run.sh
# Rates are wall-clock and, behind the slash, per second of processor time, which other work on the machine disturbs less.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
root="$(cd "$here/../.." && pwd)"
work="${WORK:-$here/obj}"
mkdir -p "$work"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
say() { printf '%s\n' "$*" >&2; }

command -v javac >/dev/null && ls /usr/share/java/lucene-core-8*.jar >/dev/null 2>&1 || {
  say "Installing Lucene and a JDK …"
  as=(); [ "$(id -u)" = 0 ] || as=(sudo)
  "${as[@]}" apt-get update -qq
  "${as[@]}" apt-get install -y -qq --no-install-recommends default-jdk-headless liblucene8-java >/dev/null
}
jars="$(printf '%s:' /usr/share/java/lucene-{core,memory,analyzers-common,queries}-8*.jar)"

# Debian builds no jar of the monitor; its classes come from the source package of the same version.
if [ ! -d "$work/monitor/org" ]; then
  say "Compiling Lucene Monitor from Debian's source package …"
  mkdir -p "$work/apt/lists/partial"
  sed 's/^Types:.*/Types: deb-src/; s/^deb /deb-src /' /etc/apt/sources.list.d/debian.sources /etc/apt/sources.list 2>/dev/null \
    > "$work/apt/source.sources" || true
  options=(-o Dir::Etc::sourcelist=/dev/null -o Dir::Etc::sourceparts="$work/apt" -o Dir::State::lists="$work/apt/lists")
  apt-get "${options[@]}" update -qq
  (cd "$work" && apt-get "${options[@]}" source -qq --download-only --tar-only lucene8)
  tar xf "$work"/lucene8_*.orig.tar.* -C "$work" --wildcards '*/monitor/src/java/*'
  find "$work" -path '*/monitor/src/java/*.java' > "$work/monitor.files"
  javac -nowarn -d "$work/monitor" -cp "$jars" @"$work/monitor.files" 2>&1 | grep -v '^Note:' >&2 || true
fi
javac -nowarn -d "$work/driver" -cp "$jars$work/monitor" "$here"/*.java
lucene() { java -Xmx"${HEAP:-8g}" -XX:+UseParallelGC -XX:ParallelGCThreads=2 -cp "$jars$work/monitor:$work/driver" Percolator "$@"; }

say "Building …"
dotnet build "$root/bench/Echolot.Bench" -c Release -v q -nologo -clp:ErrorsOnly >&2
bench() { dotnet "$root/bench/Echolot.Bench/bin/Release/net10.0/Echolot.Bench.dll" "$@"; }

folder="${1:-}"
if [ -z "$folder" ]; then
  folder="$work/made-up-${SEED:-1}"
  [ -f "$folder/queries.ndjson" ] || bench make-up "$folder" 100000 100000 "${SEED:-1}"
fi

for size in ${SIZES:-1000 10000 100000}; do
  # Enough posts for a second or more of each; the slow one needs fewer.
  few=$((size > 10000 ? 3000 : size > 1000 ? 8000 : 20000))
  bench prepare "$folder" "$size" "$few" "$work/$size"
  head -n "${CHECKED:-500}" "$work/$size/posts.tsv" > "$work/$size/checked.tsv"
  lucene "$work/$size/queries.tsv" "$work/$size/checked.tsv" 1 0 "$work/$size/lucene.tsv"
  head -n "$size" "$folder/queries.ndjson" > "$work/$size/queries.ndjson"
  head -n "${CHECKED:-500}" "$folder/posts.ndjson" > "$work/$size/checked.ndjson"
  dotnet "$root/src/Echolot.Web/bin/Release/net10.0/Echolot.Web.dll" match --queries "$work/$size/queries.ndjson" \
    --posts "$work/$size/checked.ndjson" > "$work/$size/echolot.tsv"
  cmp "$work/$size/lucene.tsv" "$work/$size/echolot.tsv" || { say "$size queries: the answers differ."; exit 1; }
  for threads in ${THREADS:-1 2}; do
    rates="$work/$size/rates-$threads"
    : > "$rates"
    for ((run = 0; run < ${RUNS:-3}; run++)); do
      bench measure "$folder" "$size" 20000 "$threads" >> "$rates"
      lucene "$work/$size/queries.tsv" "$work/$size/posts.tsv" "$threads" "${WARM:-25}" >> "$rates"
    done
    median() { awk -v name="$1" -v column="$2" '$1 == name { print $column }' "$rates" | sort -n |
      awk '{ rate[NR] = $1 } END { print rate[int((NR + 1) / 2)] }'; }
    awk -v size="$size" -v threads="$threads" -v e="$(median echolot 2)" -v ec="$(median echolot 3)" \
      -v l="$(median lucene 2)" -v lc="$(median lucene 3)" -v d="$(median dictionary 2)" -v dc="$(median dictionary 3)" 'BEGIN {
        printf "%d queries, %d thread(s): Echolot %d/%d posts/s, Lucene Monitor %d/%d, look-up %d/%d; ", size, threads, e, ec, l, lc, d, dc
        printf "%.0f/%.0f times Lucene, look-up %.2f/%.2f times Echolot; same answers\n", e / l, ec / lc, d / e, dc / ec }'
  done
done
