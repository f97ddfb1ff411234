namespace Echolot.Teams;

/// <summary>A German or Austrian Land or a Swiss canton, which has holidays of its own.</summary>
/// <param name="Code">ISO 3166-2, such as <c>DE-HH</c>, <c>AT-9</c> or <c>CH-ZH</c>.</param>
/// <param name="De">German name.</param>
/// <param name="En">English name.</param>
public sealed record Region(string Code, string De, string En)
{
    /// <summary><c>DE</c>, <c>AT</c> or <c>CH</c>.</summary>
    public string Country => Code[..2];

    /// <summary>All 51 of them, by country and German name.</summary>
    public static IReadOnlyList<Region> All { get; } =
    [
        new("DE-BW", "Baden-Württemberg", "Baden-Württemberg"),
        new("DE-BY", "Bayern", "Bavaria"),
        new("DE-BE", "Berlin", "Berlin"),
        new("DE-BB", "Brandenburg", "Brandenburg"),
        new("DE-HB", "Bremen", "Bremen"),
        new("DE-HH", "Hamburg", "Hamburg"),
        new("DE-HE", "Hessen", "Hesse"),
        new("DE-MV", "Mecklenburg-Vorpommern", "Mecklenburg-Western Pomerania"),
        new("DE-NI", "Niedersachsen", "Lower Saxony"),
        new("DE-NW", "Nordrhein-Westfalen", "North Rhine-Westphalia"),
        new("DE-RP", "Rheinland-Pfalz", "Rhineland-Palatinate"),
        new("DE-SL", "Saarland", "Saarland"),
        new("DE-SN", "Sachsen", "Saxony"),
        new("DE-ST", "Sachsen-Anhalt", "Saxony-Anhalt"),
        new("DE-SH", "Schleswig-Holstein", "Schleswig-Holstein"),
        new("DE-TH", "Thüringen", "Thuringia"),
        new("AT-1", "Burgenland", "Burgenland"),
        new("AT-2", "Kärnten", "Carinthia"),
        new("AT-3", "Niederösterreich", "Lower Austria"),
        new("AT-4", "Oberösterreich", "Upper Austria"),
        new("AT-5", "Salzburg", "Salzburg"),
        new("AT-6", "Steiermark", "Styria"),
        new("AT-7", "Tirol", "Tyrol"),
        new("AT-8", "Vorarlberg", "Vorarlberg"),
        new("AT-9", "Wien", "Vienna"),
        new("CH-AG", "Aargau", "Aargau"),
        new("CH-AR", "Appenzell Ausserrhoden", "Appenzell Ausserrhoden"),
        new("CH-AI", "Appenzell Innerrhoden", "Appenzell Innerrhoden"),
        new("CH-BL", "Basel-Landschaft", "Basel-Landschaft"),
        new("CH-BS", "Basel-Stadt", "Basel-Stadt"),
        new("CH-BE", "Bern", "Bern"),
        new("CH-FR", "Freiburg", "Fribourg"),
        new("CH-GE", "Genf", "Geneva"),
        new("CH-GL", "Glarus", "Glarus"),
        new("CH-GR", "Graubünden", "Grisons"),
        new("CH-JU", "Jura", "Jura"),
        new("CH-LU", "Luzern", "Lucerne"),
        new("CH-NE", "Neuenburg", "Neuchâtel"),
        new("CH-NW", "Nidwalden", "Nidwalden"),
        new("CH-OW", "Obwalden", "Obwalden"),
        new("CH-SH", "Schaffhausen", "Schaffhausen"),
        new("CH-SZ", "Schwyz", "Schwyz"),
        new("CH-SO", "Solothurn", "Solothurn"),
        new("CH-SG", "St. Gallen", "St. Gallen"),
        new("CH-TI", "Tessin", "Ticino"),
        new("CH-TG", "Thurgau", "Thurgau"),
        new("CH-UR", "Uri", "Uri"),
        new("CH-VD", "Waadt", "Vaud"),
        new("CH-VS", "Wallis", "Valais"),
        new("CH-ZG", "Zug", "Zug"),
        new("CH-ZH", "Zürich", "Zurich"),
    ];

    /// <summary>The region with this code; null where there is none.</summary>
    public static Region? Find(string code) => All.FirstOrDefault(region => region.Code == code);
}
