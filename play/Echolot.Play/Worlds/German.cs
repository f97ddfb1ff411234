namespace Echolot.Play.Worlds;

/// <summary>How German-speaking customers, journalists and passers-by write.</summary>
internal static class German
{
    public static readonly Phrasebook Book = new(
        new Dictionary<Topic, string[]>
        {
            [Topic.Delivery] =
            [
                "{brand} {delay} – {parcel} ({short}) [sollte|müsste] {when} da sein. [Was ist los bei euch?|Weiß jemand mehr?|Hab jetzt echt genug.|Nie wieder.] {angry}",
                "[Seit {days} Tagen|Jetzt schon {days} Tage] warte ich auf {parcel} von {brand}. [Sendungsverfolgung steht still|Keine Antwort auf meine Mail|Der {carrier} weiß von nichts]. {angry}",
                "{parcel} von {brand} [kam völlig durchnässt an|war aufgerissen|liegt laut {carrier} beim Nachbarn, der von nichts weiß]. [Und nun?|Großartig.|Bin enttäuscht.] {angry}",
                "[Heute bestellt, morgen da|Gestern bestellt, heute geliefert]: {brand} [kann es also doch|ist echt schnell geworden]. [Danke!|Top.|Respekt.] {happy}",
                "[Moin|Hallo|Hey] {brand}, [könnt ihr mir sagen|wisst ihr], wann meine Bestellung ({short}) [verschickt wird|kommt]? [Danke euch.|Brauche sie am {weekday}.|]",
                "Lieferung {short} von {brand}: [{days} Werktage|pünktlich am {weekday}], Verpackung [ok|etwas übertrieben|in Ordnung].",
                "Der {carrier} hat {parcel} von {brand} [einfach vor die Tür gestellt|in die Filiale gebracht, obwohl ich zu Hause war]. [Bei Regen.|Klasse Leistung.] {angry}",
            ],
            [Topic.Returns] =
            [
                "Rücksendung an {brand} {verb_sent} [vor {days} Tagen|am {weekday}], [Geld immer noch nicht da|Erstattung fehlt weiterhin]. {angry}",
                "Retoure bei {brand} [lief problemlos|in fünf Minuten erledigt], Geld war [nach zwei Tagen|sofort] zurück. {happy}",
                "[Warum|Wieso] kostet die Rücksendung bei {brand} jetzt {euro} Euro? [Das war früher kostenlos.|Dann bestelle ich woanders.] {angry}",
                "Frage an {brand}: [Kann ich {item} auch in der Filiale umtauschen?|Wo finde ich das Retourenlabel?|Wie lange gilt das Rückgaberecht?]",
                "Rücksendekosten {euro} Euro, Umtausch nur gegen Gutschein. {brand}, [so verliert man Stammkunden|das geht besser]. {angry}",
            ],
            [Topic.Quality] =
            [
                "{item} von {brand}: [nach {days} Wochen ist der Reißverschluss kaputt|Naht nach dreimal Tragen offen|undicht nach dem ersten Regen]. {angry}",
                "[Große Liebe für|Ich mag|Klare Empfehlung für] {item} von {brand}. [Hält dicht|Sitzt super|Beste Anschaffung dieses Jahr]. {happy}",
                "{item} von {brand} im Test: [solide Verarbeitung, kleine Schwächen bei der Kapuze|guter Schnitt, aber schwer|ordentlich für den Preis].",
                "{short}: Reißverschluss schon wieder defekt. [Zweites Mal in einem Jahr.|Charge 0425, angeblich Einzelfall.] {brand}, [was sagt ihr dazu?|das ist peinlich.] {angry}",
                "Seit {days} Monaten {item} von {brand} im Dauereinsatz: [kein Kratzer|alles dicht|immer noch wie neu]. {happy}",
                "Die Qualität von {brand} [hat nachgelassen|war früher besser|lässt echt zu wünschen übrig]. [Schade.|Sehr schade eigentlich.] {angry}",
            ],
            [Topic.Hotline] =
            [
                "[40|55|30] Minuten in der Warteschleife von {brand} und dann [aus der Leitung geflogen|„keine Zuständigkeit“]. {angry}",
                "Kundendienst von {brand}: [freundlich, kompetent, schnell|hat mir sofort geholfen|Riesenlob an die Kollegin]. {happy}",
                "[Erreicht man|Hat jemand mal] bei {brand} [überhaupt noch jemanden|einen Menschen]? [Der Chatbot dreht sich im Kreis.|Hotline, Mail, Chat: nichts.] {angry}",
                "{brand} hat [auf meine Beschwerde innerhalb einer Stunde geantwortet|sich entschuldigt und Ersatz geschickt]. So geht Service. {happy}",
            ],
            [Topic.App] =
            [
                "Die App von {brand} stürzt [seit dem Update|beim Bezahlen|ständig] ab. [{phone}|Schon neu installiert.] {angry}",
                "Neue App von {brand}: [übersichtlich und schnell|endlich mit Merkzettel|gefällt mir gut]. {happy}",
                "Kann mich in der App von {brand} nicht [anmelden|mehr einloggen]. [Passwort zurücksetzen geht auch nicht.|Geht das nur mir so?]",
                "Website von {brand} [down|lädt nicht]? [Oder liegt es an mir?|Bekomme nur Fehler 502.]",
            ],
            [Topic.Price] =
            [
                "{short} bei {brand} jetzt {euro}0 Euro teurer als {when}. [Inflation, klar.|Dreist.|Ohne mich.] {angry}",
                "{brand} hat gerade {euro} % auf alle {items}. [Zugeschlagen.|Lohnt sich.|Nur bis {weekday}.] {happy}",
                "Gutscheincode von {brand} [funktioniert nicht|angeblich abgelaufen|wird nicht angenommen]. [Hat jemand einen, der geht?|Toll.]",
                "Preisvergleich {short}: {brand} [im Mittelfeld|am günstigsten|deutlich über {rival}].",
            ],
            [Topic.Sustainability] =
            [
                "[Dreimal Plastik|Plastik in Plastik] für {item}, {brand}. [Nachhaltigkeit?|2026 und immer noch so?|Muss das sein?] {angry}",
                "{brand} stellt auf Papierverpackung um. [Guter Schritt.|Wurde Zeit.|Mal sehen, ob es hält.] {happy}",
                "Wie ernst meint es {brand} mit der Lieferkette? [Im Bericht steht wenig Konkretes.|Wir haben nachgefragt.] {link}",
                "Recycelte {items} bei {brand}: [schöne Sache|mehr davon|teuer, aber richtig]. {happy}",
            ],
            [Topic.Sizes] =
            [
                "Fällt {item} von {brand} [eher klein|größer|schmal] aus? [Bin zwischen M und L.|Hat jemand Erfahrung?]",
                "Größentabelle von {brand} [stimmt hinten und vorne nicht|ist ein Witz]. {item} [zwei Nummern zu klein|viel zu weit]. {angry}",
                "{item} in {size} passt perfekt, danke an die Beratung von {brand}. {happy}",
            ],
            [Topic.Shop] =
            [
                "Umtausch in der Filiale von {brand} in {town}: [fünf Minuten|freundlich und schnell]. {happy}",
                "Filiale von {brand} in {town} [hat samstags nur eine Kasse offen|war ein Chaos]. {angry}",
                "Weiß jemand, ob {brand} in {town} [{item} vorrätig hat|am {weekday} offen hat]?",
            ],
            [Topic.Intent] =
            [
                "Kennt jemand eine gute {product} [fürs Rad|für Norwegen|für den Herbst]? Budget [150|200|um die 180] Euro.",
                "[Suche|Brauche dringend] {items} für [die Kinder|den nächsten Urlaub|die Alpenüberquerung]. [Was könnt ihr empfehlen?|{brand} oder {rival}?]",
                "Überlege, mir {item} von {brand} zu kaufen. [Lohnt sich das?|Erfahrungen?|Wo gibt es die gerade günstig?]",
                "Wo bekomme ich {item} in {size}? [Überall ausverkauft.|{brand} hat sie nicht mehr.]",
            ],
            [Topic.Praise] =
            [
                "[Danke|Riesenlob|Ein großes Dankeschön] an {brand}! [{item} ist ein Traum.|Alles hat geklappt.|So macht Bestellen Spaß.] {happy}",
                "Muss auch mal gesagt werden: {brand} [ist super|macht einen tollen Job|hat mich positiv überrascht]. {happy}",
                "Bin seit Jahren bei {brand} und [immer zufrieden|nie enttäuscht worden]. {happy}",
            ],
            [Topic.Competitor] =
            [
                "{rival} [eröffnet in {town}|bringt neue {items}|senkt die Preise]. [Mal sehen, was {brand} macht.|]",
                "{item} von {rival} [gefällt mir besser|ist Schrott|sitzt gut], [aber der Service|und die Lieferung] [na ja|top].",
                "{rival}: Lieferung [zwei Tage zu spät|pünktlich], Ware [ok|gut|mangelhaft].",
            ],
            [Topic.Industry] =
            [
                "Versandhandel: [Retourenquote steigt auf {euro} %|Branche rechnet mit starkem Weihnachtsgeschäft|Paketdienste erhöhen die Preise]. {link}",
                "Der Onlinehandel [wächst langsamer|spürt die Kaufzurückhaltung], [sagt der Verband|zeigt eine Umfrage]. {link}",
                "Neue Verpackungsverordnung: [Das kommt auf den Versandhandel zu|Was Händler jetzt wissen müssen]. {link}",
            ],
            [Topic.Noise] =
            [
                "[Gestern|Heute Nacht] [Nordlicht|Polarlicht] über {town} gesehen! [Unfassbar schön.|Mit bloßem Auge.|Fotos folgen.] #nordlicht",
                "Nordlicht-Vorhersage für [heute|die nächsten Nächte]: KP [4|5|6|7|8]. [Wer fährt raus?|Himmel klar.] #aurora",
                "Ferienwohnung Nordlicht auf [Rügen|Sylt|Föhr]: [sehr zu empfehlen|Blick aufs Meer, ruhig].",
                "Kita Nordlicht in {town} [sucht Verstärkung|feiert Sommerfest].",
                "Höre gerade das Album „Nordlicht“. [Gänsehaut.|Stark.]",
                "Gasthof Nordlicht: [Fischbrötchen top|leider geschlossen|gemütlich].",
            ],
            [Topic.Storm] =
            [
                "Asbest in {items} von {brand}?! [Das kann doch nicht wahr sein.|Ich habe zwei davon zu Hause.|Wir ziehen die den Kindern an!] {link} {angry}",
                "{brand} [schweigt zu den Schadstoffen|löscht Kommentare|antwortet mit Textbausteinen]. [Boykott.|Unfassbar.|Ekelhaft.] #nordlichtgate {angry}",
                "RT: Labor findet angeblich Asbest in {items} von {brand}. [Bitte teilen!|Teilt das!] {link} #nordlichtgate",
                "Ich will eine Antwort, {brand}: [Ist {item} gefährlich?|Wird zurückgerufen?|Wer haftet?] #nordlichtgate {angry}",
                "Nie wieder {brand}. [Profit vor Gesundheit.|Meine Jacke geht zurück.|Konto gekündigt.] #nordlichtgate {angry}",
                "Schadstoffe in Kinderjacken von {brand}, und [der Kundendienst weiß von nichts|die Hotline ist tot]. #nordlichtgate {angry}",
            ],
            [Topic.Opening] =
            [
                "Moin,", "Sagt mal:", "So,", "Kurzes Update:", "Mal ehrlich:", "Nur so am Rande:", "Liebe Leute,", "Kleine Geschichte:", "Hm.", "Puh.", "Übrigens:", "Hallo zusammen,",
                "Frage in die Runde:", "Tag {digit} der Reihe „Alltag“:", "Heute um {hour}:{digit}5 Uhr:", "Und wieder:", "Nachtrag:", "Ganz kurz:",
            ],
            [Topic.Closing] =
            [
                "Auftrag {digit}{digit}{digit}{digit}.", "Vorgang endet auf {digit}{digit}{digit}.", "Grüße aus {town}.", "Liebe Grüße aus {town}, {weekday} {hour} Uhr.",
                "Bestellt hatte ich am {weekday} um {hour}:{digit}{digit}.", "Meine [Schwester|Nachbarin|Kollegin|Mutter] [sagt das Gleiche|sieht das anders|hat es schon immer gesagt].",
                "Das [zweite|dritte|fünfte] Mal dieses Jahr.", "Gekauft für {digit}{digit},90 Euro.", "[Mein Mann|Mein Bruder|Meine Frau] [fand es auch|zuckt mit den Schultern].",
                "[Gerade|Vorhin] im Zug nach {town} geschrieben.", "Ich bin Kunde seit 20{digit2}{digit}.", "Wollte ich nur loswerden.", "[Mal sehen|Bin gespannt], was [der {weekday}|die nächste Woche] bringt.",
                "Schreibe ich am {weekday} aus {town}.", "#{tag}", "#{tag} #{tag}", "Postleitzahl {digit}{digit}{digit}{digit}{digit}.", "({town})", "PS: {digit}{digit} Minuten gebraucht für diesen Beitrag.",
            ],
            [Topic.Question] =
            [
                "Hat jemand Erfahrung mit {brand}? [Seriös?|Lieferzeit?|Wie ist der Service?]",
                "[Gibt es|Hat] {brand} [einen Rabatt für Studierende|Geschenkkarten|Ersatzteile für {item}]?",
                "Ist {brand} am {weekday} [erreichbar|geöffnet]?",
            ],
        },
        new Dictionary<string, string[]>
        {
            ["digit"] = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"],
            ["digit2"] = ["0", "1", "2"],
            ["hour"] = ["7", "8", "9", "10", "11", "13", "14", "16", "17", "18", "19", "20", "21", "22"],
            ["tag"] = ["outdoor", "wandern", "onlineshopping", "kundenservice", "draußen", "herbst", "versand", "hamburg", "trekking", "alltag", "regenwetter", "familie"],
            ["brand"] = ["Nordlicht", "Nordlicht Versand", "@nordlicht", "#Nordlicht", "Nordlicht-Versand", "nordlicht"],
            ["rival"] = ["Bergkamm", "Fjordwerk", "Bergkamm Outdoor", "Wetterfest24"],
            ["product"] = ["Regenjacke", "Softshelljacke", "Trekkinghose", "Daunenjacke", "Wanderjacke"],
            ["item"] =
            [
                "die Regenjacke Fjellrev", "die Fjellrev", "die Laufschuhe Trailrunner 3", "die Daunenjacke Lofoten", "die Kinderjacke Lysi",
                "die Tasche Havn 28", "die Trekkinghose Sti", "das Zelt Ljos 2", "die Softshelljacke Vind", "die Stiefel Myr",
            ],
            ["short"] = ["Fjellrev", "Trailrunner 3", "Daunenjacke Lofoten", "Kinderjacke Lysi", "Rucksack Havn 28", "Zelt Ljos 2", "Stiefel Myr"],
            ["items"] = ["Regenjacken", "Kinderjacken", "Trailrunner", "Daunenjacken", "Rucksäcke", "Trekkinghosen"],
            ["parcel"] = ["mein Paket", "das Paket", "meine Lieferung", "die Bestellung", "mein Päckchen"],
            ["carrier"] = ["Paketdienst", "Zusteller", "Bote", "Spediteur"],
            ["delay"] = ["liefert nicht", "lässt mich warten", "hält keine Termine", "hat mein Paket verloren"],
            ["when"] = ["gestern", "vorgestern", "letzte Woche", "am Montag", "am Freitag"],
            ["weekday"] = ["Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag"],
            ["days"] = ["3", "4", "5", "6", "7", "9", "10", "12", "14"],
            ["euro"] = ["2", "3", "4", "5", "10", "15", "20", "25"],
            ["size"] = ["M", "L", "XL", "S", "42", "38"],
            ["town"] = ["Hamburg", "Leipzig", "München", "Köln", "Wien", "Zürich", "Bremen", "Graz", "Basel", "Rostock"],
            ["phone"] = ["iPhone 15.", "Android 16.", "Pixel 9."],
            ["verb_sent"] = ["abgeschickt", "zurückgeschickt", "aufgegeben"],
            ["link"] = ["https://gruenzeug.example/lieferkette", "https://blog.example/versand-{days}", "https://nachrichten.example/{euro}{days}"],
            ["angry"] = ["", "", "😡", "🤬", "Ich bin stinksauer.", "Frechheit!", "#servicewüste", "Unverschämt.", "👎"],
            ["happy"] = ["", "", "😍", "👍", "❤️", "Sehr gern wieder!", "Klasse!", "🎉", "Empfehlung."],
        });
}
