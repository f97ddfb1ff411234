using System.Collections.Frozen;

namespace Echolot.Matching.Language;

/// <summary>The countries of ISO 3166-1 by their codes of two and of three letters.</summary>
internal static class Countries
{
    // Two letters and three, without a sign between.
    private static readonly string[] Pairs = """
        adand aeare afafg agatg aiaia alalb amarm aoago aqata ararg asasm ataut auaus awabw axala azaze babih bbbrb
        bdbgd bebel bfbfa bgbgr bhbhr bibdi bjben blblm bmbmu bnbrn bobol bqbes brbra bsbhs btbtn bvbvt bwbwa byblr
        bzblz cacan cccck cdcod cfcaf cgcog chche ciciv ckcok clchl cmcmr cnchn cocol crcri cucub cvcpv cwcuw cxcxr
        cycyp czcze dedeu djdji dkdnk dmdma dodom dzdza ececu eeest egegy ehesh ereri esesp eteth fifin fjfji fkflk
        fmfsm fofro frfra gagab gbgbr gdgrd gegeo gfguf ggggy ghgha gigib glgrl gmgmb gngin gpglp gqgnq grgrc gssgs
        gtgtm gugum gwgnb gyguy hkhkg hmhmd hnhnd hrhrv hthti huhun ididn ieirl ilisr imimn inind ioiot iqirq irirn
        isisl itita jejey jmjam jojor jpjpn keken kgkgz khkhm kikir kmcom knkna kpprk krkor kwkwt kycym kzkaz lalao
        lblbn lclca lilie lklka lrlbr lslso ltltu lulux lvlva lylby mamar mcmco mdmda memne mfmaf mgmdg mhmhl mkmkd
        mlmli mmmmr mnmng momac mpmnp mqmtq mrmrt msmsr mtmlt mumus mvmdv mwmwi mxmex mymys mzmoz nanam ncncl nener
        nfnfk ngnga ninic nlnld nonor npnpl nrnru nuniu nznzl omomn papan peper pfpyf pgpng phphl pkpak plpol pmspm
        pnpcn prpri pspse ptprt pwplw pypry qaqat rereu rorou rssrb rurus rwrwa sasau sbslb scsyc sdsdn seswe sgsgp
        shshn sisvn sjsjm sksvk slsle smsmr snsen sosom srsur ssssd ststp svslv sxsxm sysyr szswz tctca tdtcd tfatf
        tgtgo ththa tjtjk tktkl tltls tmtkm tntun toton trtur tttto tvtuv twtwn tztza uaukr uguga umumi ususa uyury
        uzuzb vavat vcvct veven vgvgb vivir vnvnm vuvut wfwlf wswsm yeyem ytmyt zazaf zmzmb zwzwe
        """.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>Codes of two letters in lower case, in the order of the alphabet.</summary>
    public static readonly string[] All = [.. Pairs.Select(pair => pair[..2])];

    // UK is what people write, and what addresses end in.
    private static readonly FrozenDictionary<string, string> Known =
        Pairs.Select(pair => KeyValuePair.Create(pair[..2], pair[..2]))
            .Concat(Pairs.Select(pair => KeyValuePair.Create(pair[2..], pair[..2])))
            .Append(KeyValuePair.Create("uk", "gb"))
            .ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenDictionary<string, string> Threes =
        Pairs.ToFrozenDictionary(pair => pair[..2], pair => pair[2..]);

    /// <summary>Reads the code of a country, which may have two letters or three.</summary>
    /// <param name="missing">Takes an error where it is the code of none.</param>
    public static ValueNode? Read(string code, Lexeme lexeme, List<QueryError> missing)
    {
        if (CodeOf(code) is { } country) return new(ValueField.Country, country, country);
        missing.Add(new("unknown-country", $"\"{code}\" is the code of no country.", lexeme.Start, lexeme.Length,
            "Write its code of two or three letters, such as de or deu."));
        return null;
    }

    /// <summary>Its code of two letters, from one of two or three; null where it is the code of none.</summary>
    public static string? CodeOf(string code) => Known.GetValueOrDefault(code);

    /// <summary>
    /// Whether it is a place in the words of Brandwatch, such as <c>usa.fl</c> or <c>deu.berlin.berlin</c>: no source
    /// states one like that.
    /// </summary>
    public static bool IsPath(string place) =>
        place.Length > 4 && place[3] == '.' && !char.IsWhiteSpace(place[4]) && CodeOf(place[..3]) is not null;

    /// <summary>The code of three letters of one of <see cref="All"/>.</summary>
    public static string OfThree(string code) => Threes[code];
}
