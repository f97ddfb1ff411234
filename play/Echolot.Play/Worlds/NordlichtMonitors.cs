using Echolot.Monitors;

namespace Echolot.Play.Worlds;

/// <summary>What the firm's people look for in the world.</summary>
internal static class NordlichtMonitors
{
    public static readonly IReadOnlyList<MonitorDraft> All =
    [
        new("Nordlicht (Marke)", NordlichtWorld.Brand, Purpose.Brand, Folder: "Marke"),
        new("Lieferung und Retoure", "Nordlicht NEAR/25 (Liefer* OR Paket* OR Rücksend* OR Retoure* OR Erstattung* OR refund OR parcel OR delivery)",
            Purpose.Service, Folder: "Service"),
        new("Fjellrev und Lofoten", "Fjellrev OR \"Daunenjacke Lofoten\" OR \"Lofoten down jacket\" OR \"Trailrunner 3\"", Purpose.Product, Folder: "Marke"),
        new("Wettbewerb", "Bergkamm OR Fjordwerk OR Wetterfest24", Purpose.Competitor, Folder: "Markt"),
        new("Kaufabsicht Outdoor",
            "((suche OR brauche OR kennt OR empfehl* OR \"looking for\" OR \"thinking of buying\" OR überlege) AND (*jacke* OR *schuhe OR jacket OR Rucks*)) OR \"wo bekomme ich\"",
            Purpose.PurchaseIntent, Folder: "Vertrieb"),
        new("Branche Versandhandel", "Versandhandel OR Onlinehandel OR \"mail order\" OR Verpackungsverordnung OR Retourenquote", Purpose.Industry, Folder: "Markt"),
        new("Risiko Schadstoffe", "Asbest* OR asbestos OR Schadstoff* OR #nordlichtgate OR enthuellt", Purpose.Risk, Folder: "Marke"),
    ];
}
