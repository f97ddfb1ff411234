using System.Collections.Frozen;

namespace Echolot.Mentions;

/// <summary>
/// Words of German and English that stand in texts about anything: articles, pronouns, particles, days and times,
/// greetings, and verbs of everyday speech in all their forms. Verbs that say what happened to somebody's parcel
/// (deliver, order, return, wait, break, lack) are none of them.
/// </summary>
public static class SmallWords
{
    private const string German =
        "aber acht alle allem allen aller allerdings alles als also am an ander andere anderem anderen "
        + "anderer anderes anders angeblich ans auch auf aufs aus außer außerdem bald bei beide beiden beim "
        + "beinahe bereits besonders besser best beste besten bestimmt bevor bis bisher bisschen bitte bloß da "
        + "dabei dadurch dafür dagegen daher dahin damals damit danach daneben dank danke dann dar daran "
        + "darauf daraus darin darüber darum darunter das dass dasselbe davon davor dazu dein deine deinem "
        + "deinen deiner dem demnach den denen denn dennoch der deren derselbe derzeit des deshalb dessen "
        + "desto deswegen dich die dies diese dieselbe diesem diesen dieser dieses dir doch dort drei dreimal "
        + "drin du durch eben ebenso echt egal eher ehrlich eigene eigenen eigener eigentlich ein einander "
        + "eine einem einen einer eines einfach einige einigen einiges einmal eins endlich entweder er erst "
        + "erste ersten erster erstes es etliche etwa etwas euch euer eure euren eurer euro fast früh früher "
        + "fünf für ganz ganze ganzen ganzer gar gegen gegenüber genau genauso genug gerade gern gerne gestern "
        + "gleich gleiche gleichen gleicher groß große großen großer großes grundsätzlich gruß grüße gut gute guten "
        + "guter gutes hallo halb hause halt heute heutzutage hey hi hier hiermit hin hinter hinterher hm hoch "
        + "hoffentlich höchstens ich ihm ihn ihnen ihr ihre ihrem ihren ihrer ihres im immer immerhin in indem infolge "
        + "inklusive innerhalb ins insgesamt inzwischen irgendein irgendeine irgendwann irgendwas irgendwer "
        + "irgendwie irgendwo ja jahr jahre jahren je jede jedem jeden jedenfalls jeder jedes jedoch jemand "
        + "jemandem jemanden jetzt kaum kein keine keinem keinen keiner keinerlei keines keineswegs klar klein "
        + "kleine kleinen kleiner kleines komplett künftig kurz kürzlich lang lange längst laut lauter "
        + "lediglich leider letzte letztem letzten letzter letztes lieb liebe lieber mal man manch manche "
        + "manchen mancher manches manchmal mehr mehrere mehreren mein meine meinem meinen meiner meines meist "
        + "meiste meisten meistens mensch menschen mich mindestens minute minuten mir mit mitten mittlerweile "
        + "moin monat monate monaten moment morgen morgens na nach nachdem nachher nahe nahezu nämlich "
        + "natürlich neben nebenbei nein neu neue neuem neuen neuer neues neun nicht nichts nie niemals "
        + "niemand nirgends noch nochmal nun nur ob oben obwohl oder offenbar offensichtlich oft ohne okay "
        + "paar per plötzlich pro prozent quasi raus rein richtig ruhig rund sache sachen samt schade "
        + "scheinbar schließlich schlicht schon schön schöne sechs sehr seid sein seine seinem seinen seiner "
        + "seines seit seitdem selber selbst selten sich sicher sicherlich sie sieben so sobald sodass sofern "
        + "sofort sogar solange solch solche solchem solchen solcher solches somit sondern sonst soviel soweit "
        + "sowie sowieso später statt stets stück stunde stunden tag tage tagen tatsächlich trotz trotzdem "
        + "über überall überhaupt übrigens uhr um ums umso und ungefähr uns unser unsere unserem unseren "
        + "unserer unseres unten unter usw völlig viel viele vielem vielen vieler vieles vielleicht vier voll "
        + "vom von vor voraussichtlich vorbei vorerst vorher vorhin wahrscheinlich während wann warum was "
        + "weder weg wegen weil weit weiter weitere weiteren weiterer weiteres weiterhin welch welche welchem "
        + "welchen welcher welches wem wen wenig wenige wenigen weniger wenigstens wenn wer wessen weshalb wie "
        + "wieder wieso wieviel wir wirklich wo wobei woche wochen wodurch wofür woher wohin wohl womit woran "
        + "worauf woraus worum wozu zehn zeit zeiten ziemlich zu zudem zuerst zufällig zuletzt zum zumindest "
        + "zunächst zur zurück zurzeit zusammen zusätzlich zuvor zwar zwei zweimal zweite zweiten zwischen "
        + "zwischendurch zwischenzeitlich montag dienstag mittwoch donnerstag freitag samstag sonnabend "
        + "sonntag januar februar märz april mai juni juli august september oktober november dezember";

    // Weak verbs by their stems; the forms are made below.
    private const string GermanStems =
        "mach sag frag zeig glaub mein brauch schau hör hol wünsch hoff freu fühl stell setz leg lern leb "
        + "führ versuch erzähl erklär gehör schaff merk wunder guck klapp nutz benutz überleg dank kümmer sorg "
        + "erinner änder";

    private const string GermanForms =
        "bin bist ist sind war warst waren wart wäre wären gewesen sei seien habe hab hast hat haben habt "
        + "hatte hattest hatten hätte hätten gehabt werde wirst wird werden werdet wurde wurden würde würden "
        + "würdet geworden worden kann kannst können könnt konnte konnten könnte könnten könntet gekonnt muss "
        + "musst müssen müsst musste mussten müsste müssten soll sollst sollen sollt sollte sollten will "
        + "willst wollen wollt wollte wollten gewollt darf darfst dürfen dürft durfte durften dürfte dürften "
        + "mag magst mögen möchte möchten möchtest mochte gehe geh gehst geht gehen ging gingen gegangen komme "
        + "komm kommst kommt kommen kam kamen gekommen gebe gib gibst gibt geben gab gaben gäbe gegeben sehe "
        + "seh siehst sieht sehen sah sahen gesehen lasse lass lässt lassen ließ ließen gelassen stehe steh "
        + "stehst steht stehen stand standen gestanden finde find findest findet finden fand fanden gefunden "
        + "bleibe bleib bleibst bleibt bleiben blieb blieben geblieben liege liegst liegt liegen lag lagen "
        + "gelegen heiße heißt heißen hieß denke denk denkst denkt denken dachte dachten gedacht nehme nimm "
        + "nimmst nimmt nehmen nahm nahmen genommen tue tu tust tut tun tat taten getan halte halt hältst hält "
        + "halten hielt hielten gehalten nenne nennst nennt nennen nannte genannt spreche spricht sprechen "
        + "sprach gesprochen bringe bring bringst bringt bringen brachte brachten gebracht fahre fährt fahren "
        + "fuhr gefahren kenne kennst kennt kennen kannte gekannt gilt gelten galt lese liest lesen las "
        + "gelesen schreibe schreibst schreibt schreiben schrieb schrieben geschrieben laufe läuft laufen lief "
        + "gelaufen weiß weißt wissen wisst wusste wussten gewusst wüsste scheint stimmt stimmte reicht "
        + "reichte lohnt scheinen schien fällt fallen fiel gefallen gefällt erhalte erhält erhalten erhielt "
        + "bekomme bekommst bekommt bekommen bekam bekamen treffe trifft treffen traf getroffen trage trägt "
        + "tragen trug getragen verstehe verstehst versteht verstehen verstand verstanden beginnt beginnen "
        + "begann begonnen ziehe zieht ziehen zog gezogen sitze sitzt sitzen saß gesessen helfe hilft helfen "
        + "half geholfen biete bietet bieten bot geboten rede redet reden redete geredet bedeutet bedeuten "
        + "passt passe passen passte gepasst passiert passieren passierte ansehen anschauen aussieht aussehen "
        + "probieren probiert gemeint teilt teilte mitteilte mitgeteilt kommentiert diskutiert informiert "
        + "funktioniert interessiert ausprobiert";

    private const string English =
        "a able about above across actually after again against ago ah all almost alone along already also "
        + "although always am among an and another any anybody anymore anyone anything anyway apparently are "
        + "aren't around as aside at away back be because before behind being below best better between beyond "
        + "big bit both but by can can't cannot clearly come could couldn't day days definitely did didn't do "
        + "does doesn't doing done don't down during each eight either else enough especially etc euro euros "
        + "even ever every everybody everyone everything everywhere exactly fairly few fifth finally first "
        + "five for four fourth from fully further good great guess hardly he hello hence her here hers "
        + "herself hey hi him himself his honest honestly hour hours how however hundred i i'd i'll i'm i've "
        + "if in indeed inside instead into is isn't it it'd it'll it's its itself just kind largely last "
        + "lately later least less lot lots many may maybe me mine minute minutes month months more moreover "
        + "most mostly mr mrs much must my myself near nearly neither never new next nice nine no nobody none "
        + "nope nor not nothing now nowhere of off often oh ok okay old on once one ones only onto or other "
        + "others otherwise ought our ours out outside over own per percent perhaps please pretty probably "
        + "properly quite rather really recently right round s same second seconds seven several she should "
        + "shouldn't simply since six small so some somebody somehow someone something sometimes somewhat "
        + "somewhere soon sorry still stuff such sure t ten than thank thanks that that's the their theirs "
        + "them themselves then there there's therefore these they they're thing things third this those "
        + "though three through throughout thus till time times to today together tomorrow tonight too totally "
        + "toward towards truly twice two under unfortunately unless until up upon us usually various very via "
        + "was wasn't way ways we we're we've week weeks well were weren't what what's whatever when whenever "
        + "where whether which while who whole whom whose why will with within without won't would wouldn't "
        + "year years yeah yep yes yesterday yet you you'd you'll you're you've your yours yourself monday "
        + "tuesday wednesday thursday friday saturday sunday january february march april june july august "
        + "september october november december";

    private const string EnglishStems =
        "seem look want need ask help start show turn play move like believe talk appear use try call happen "
        + "mention notice wonder hope guess suppose decide allow add walk watch follow thank stay";

    private const string EnglishForms =
        "been being has have haven't had hadn't having is was were get gets got gotten getting give gives "
        + "gave given giving go goes went gone going gonna make makes made making take takes took taken taking "
        + "come comes came coming see sees saw seen seeing know knows knew known knowing think thinks thought "
        + "thinking say says said saying tell tells told telling feel feels felt feeling find finds found "
        + "finding become becomes became leave leaves left leaving let lets letting mean means meant meaning "
        + "keep keeps kept keeping begin begins began begun hold holds held bring brings brought write writes "
        + "wrote written writing sit sits sat stand stands stood hear hears heard run runs ran running put "
        + "puts putting set sets read reads reading gotta wanna lol imo imho btw rt";

    private static readonly FrozenSet<string> Words =
        German.Split(' ').Concat(GermanForms.Split(' ')).Concat(English.Split(' ')).Concat(EnglishForms.Split(' '))
            .Concat(GermanStems.Split(' ').SelectMany(GermanOf)).Concat(EnglishStems.Split(' ').SelectMany(EnglishOf))
            .ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Spelled =
        Words.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>All of them in small letters.</summary>
    public static IReadOnlyCollection<string> All => Words;

    /// <summary>Whether a word, in small letters, is one of them.</summary>
    public static bool Has(ReadOnlySpan<char> word) => Spelled.Contains(word);

    private static IEnumerable<string> GermanOf(string stem) =>
    [
        stem, stem + "e", stem + "st", stem + "t", stem + (stem.EndsWith("er", StringComparison.Ordinal) ? "n" : "en"),
        stem + "te", stem + "test", stem + "ten", "ge" + stem + "t",
    ];

    private static IEnumerable<string> EnglishOf(string stem)
    {
        var bare = stem.EndsWith('e') ? stem[..^1] : stem;
        return stem.EndsWith('y') && stem[^2] is not ('a' or 'e' or 'o')
            ? [stem, stem[..^1] + "ies", stem[..^1] + "ied", stem + "ing"]
            : [stem, stem + "s", bare + "ed", bare + "ing"];
    }
}
