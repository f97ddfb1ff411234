using System.Globalization;

namespace Echolot.Play.Worlds;

/// <summary>Somebody who posts. All names are made of lists; none belongs to a real person.</summary>
internal sealed record Voice(string Id, string Handle, string Name, long? Followers, bool German);

/// <summary>The people of a world: a few post often, most of them once or twice.</summary>
internal sealed class Cast
{
    private static readonly string[] First =
    [
        "Amelie", "Ida", "Theo", "Anton", "Jonas", "Paul", "Emma", "Hannah", "Clara", "Mats", "Greta", "Levi", "Nele", "Ole", "Pia", "Rasmus", "Selma", "Tilda",
        "Umut", "Vera", "Wanda", "Yasmin", "Zoe", "Bjarne", "Carla", "Deniz", "Elif", "Finn", "Helga", "Ilse", "Jette", "Kaan", "Lotte", "Malte", "Noor", "Oskar",
    ];

    private static readonly string[] Last =
    [
        "Winter", "Weiß", "Peters", "Busch", "Brandt", "Nowak", "Hoffmann", "Öztürk", "Lorenz", "Kramer", "Sommer", "Vogt", "Albers", "Behrens", "Claasen",
        "Demir", "Ebert", "Falk", "Gruber", "Huber", "Iversen", "Janssen", "Kaya", "Lindner", "Moser", "Nagel", "Ott", "Pohl", "Quast", "Rieger",
    ];

    private static readonly string[] Stem =
        ["berg", "regen", "lauf", "wolke", "nord", "kiesel", "pfad", "moos", "wander", "trail", "mooring", "fuchs", "specht", "luchs", "kaffee", "zelt", "kompass", "stern"];

    private readonly Voice[] _voices;

    public Cast(Dice dice, int count)
    {
        _voices = new Voice[count];
        for (var i = 0; i < count; i++)
        {
            var german = dice.Chance(0.74);
            var first = dice.Pick(First);
            var last = dice.Pick(Last);
            var handle = (dice.Below(3) switch
            {
                0 => first + dice.Pick(Stem) + dice.Below(100).ToString(CultureInfo.InvariantCulture),
                1 => dice.Pick(Stem) + "_" + dice.Pick(Stem) + i.ToString(CultureInfo.InvariantCulture),
                _ => first[..1] + last + (1960 + dice.Below(50)).ToString(CultureInfo.InvariantCulture),
            }).ToLowerInvariant();
            // Followers are log-normal in every network we know; the median here is about 150.
            var followers = (long)Math.Exp(5 + 1.7 * Normal(dice));
            _voices[i] = new Voice($"v{i:x5}", handle, $"{first} {last}", followers, german);
        }
    }

    public Voice Pick(Dice dice, bool german)
    {
        Voice voice;
        do voice = _voices[dice.Rank(_voices.Length, 0.5)];
        while (voice.German != german);
        return voice;
    }

    /// <summary>Box and Muller's method.</summary>
    private static double Normal(Dice dice) =>
        Math.Sqrt(-2 * Math.Log(1 - dice.Unit())) * Math.Cos(2 * Math.PI * dice.Unit());
}
