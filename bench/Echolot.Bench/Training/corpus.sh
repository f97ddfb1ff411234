#!/usr/bin/env bash
# corpus.sh FOLDER [SOCIAL]: fills FOLDER/<language>/ with text for `echolot-bench train-language`.
# The text comes from Debian packages (translated manuals, game dialogues, word lists); nothing is installed.
# SOCIAL, where given, is a folder with sentiment-de, hate-de, offensive-de, intents-de-massive and
# intents-en-banking77 (train.tsv each): posts and questions as people write them.
set -euo pipefail
out=$(realpath -m "${1:?folder to fill}"); social=${2:-}
mkdir -p "$out/packages"; cd "$out/packages"

# Package suffix, onboard model and locale of each language; the second eight stand for "none of ours".
languages="de:de_DE en:en_US fr:fr_FR it:it_IT es:es_ES nl:nl_NL pl:pl_PL tr:tr_TR
           pt:pt_BR da:da_DK sv:sv_SE cs: hu: fi: ro:ro_RO id:"
campaigns="aoi did dm dw ei httt l low nr sof sotbe thot trow tsg ttb utbs"

want="wesnoth-1.16-data onboard-data hunspell-tr wngerman wamerican wfrench witalian wspanish wdutch wpolish
      wdanish wportuguese fortunes fortunes-de fortunes-it fortunes-es fortunes-pl"
for c in $campaigns; do want="$want wesnoth-1.16-$c"; done
for l in de en-us fr it es nl pl tr pt pt-br da sv cs hu fi id ca; do want="$want libreoffice-help-$l"; done
for p in $want; do
    [ -d "$p" ] && continue
    apt-get download -qq "$p" && dpkg-deb -x "$p"_*.deb "$p" && rm "$p"_*.deb
done

take() { # take LANGUAGE NAME FILE...: one file of the corpus from files of one kind
    local language=$1 name=$2; shift 2
    mkdir -p "$out/$language"; [ $# -eq 0 ] || cat "$@" > "$out/$language/$name"
}
for pair in $languages; do
    l=${pair%%:*}; model=${pair#*:}; mkdir -p "$out/$l"
    locales=$l; case $l in pt) locales="pt pt_BR";; da) locales="da nb_NO";; cs) locales="cs sk";; esac
    for locale in $locales; do
        find . -path "*/locale/$locale/LC_MESSAGES/wesnoth*.mo" | while read -r mo; do
            cp "$mo" "$out/$l/dialogue-$locale-$(basename "$mo")"; done
    done
    [ -z "$model" ] || grep -E '^[0-9]+ \S+$' "onboard-data/usr/share/onboard/models/$model.lm" > "$out/$l/common.words"
done
# English is the original of every translation.
for mo in "$out"/de/dialogue-de-*.mo; do cp "$mo" "$out/en/original-$(basename "$mo")"; done

for l in de en-us fr it es nl pl tr pt pt-br da sv cs hu fi id; do
    to=${l%%-*}; mkdir -p "$out/$to"
    find "libreoffice-help-$l" -name '*.html' -print0 | sort -z | xargs -0 cat |
        sed -E 's/<(script|style)[^>]*>[^<]*<\/(script|style)>//g; s/<(p|h[1-6]|td|li|br|div|title)\b[^>]*>/\n/g; s/<[^>]+>//g;
                s/&nbsp;/ /g; s/&lt;/</g; s/&gt;/>/g; s/&quot;/"/g; s/&amp;/\&/g' |
        awk 'length > 20 && !seen[$0]++' > "$out/$to/manual-$l.txt"
done
find fortunes-de -name '*.u8' -print0 | sort -z | xargs -0 cat | grep -v '^%' > "$out/de/saying.txt"
for l in it es pl; do find "fortunes-$l" -path '*games*' -type f ! -name '*.dat' -print0 | sort -z |
    xargs -0 cat | iconv -c -f utf-8 -t utf-8 | grep -v '^%' > "$out/$l/saying.txt"; done
find fortunes -path '*games*' -type f ! -name '*.dat' -print0 | sort -z | xargs -0 cat | iconv -c -f utf-8 -t utf-8 |
    grep -v '^%' > "$out/en/saying.txt"

list() { sed -E 's/\/.*//' "$2" | grep -E '^[[:alpha:]]{4,}$' | shuf -n 150000 --random-source=<(yes) |
    sed 's/^/1 /' > "$out/$1/list.words" || true; }
export LC_ALL=C.UTF-8
list de wngerman/usr/share/dict/ngerman;      list en wamerican/usr/share/dict/american-english
list fr wfrench/usr/share/dict/french;        list it witalian/usr/share/dict/italian
list es wspanish/usr/share/dict/spanish;      list nl wdutch/usr/share/dict/dutch
list pl wpolish/usr/share/dict/polish;        list tr hunspell-tr/usr/share/hunspell/tr_TR.dic
list da wdanish/usr/share/dict/danish;        list pt wportuguese/usr/share/dict/portuguese

if [ -n "$social" ]; then
    tail -qn +2 "$social"/{sentiment-de,hate-de,offensive-de}/train.tsv | cut -f3- > "$out/de/posts.txt"
    tail -n +2 "$social"/offensive-de/train.tsv | cut -f4 >> "$out/de/posts.txt"
    tail -n +2 "$social"/intents-de-massive/train.tsv | cut -f2 >> "$out/de/posts.txt"
    tail -n +2 "$social"/intents-en-banking77/train.tsv | cut -f2 > "$out/en/posts.txt"
fi
wc -c "$out"/*/* | tail -1
