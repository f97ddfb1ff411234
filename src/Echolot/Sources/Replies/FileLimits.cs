using System.Globalization;

namespace Echolot.Sources;

/// <summary>A file on its way out with a reply.</summary>
/// <param name="Name">As people read it.</param>
/// <param name="Type">Media type, told from the content.</param>
/// <param name="Alt">What an image shows, for those who cannot see it; empty: nobody said.</param>
public sealed record OutgoingFile(string Name, string Type, string Alt, ReadOnlyMemory<byte> Content);

/// <summary>Why a channel does not take a file.</summary>
public enum FileTrouble { NoneTaken, TooMany, Kind, TooLarge, TooLargeTogether }

/// <summary>A file that a channel does not take.</summary>
/// <param name="Name">Of the file; empty where it is about all of them.</param>
/// <param name="Limit">Most files or most bytes.</param>
public sealed record FileObstacle(FileTrouble Why, string Name, long Limit)
{
    /// <summary>Says it to whoever wrote the reply.</summary>
    public LocalText Say() => Why switch
    {
        FileTrouble.NoneTaken => new(
            "Hier lassen sich keine Dateien mitschicken. Entfernen oder einen anderen Weg wählen.",
            "No files can be sent here. Remove them or choose another way."),
        FileTrouble.TooMany => new($"Höchstens {Limit} Dateien gehen mit.", $"{Limit} files at most can be sent along."),
        FileTrouble.Kind => new(
            $"„{Name}“ ist von einer Art, die hier nicht angenommen wird.", $"“{Name}” is of a kind that is not taken here."),
        FileTrouble.TooLarge => new(
            $"„{Name}“ ist zu groß: Höchstens {Size(Limit)} gehen.", $"“{Name}” is too large: {Size(Limit)} are the most."),
        _ => new(
            $"Die Dateien sind zusammen zu groß: Höchstens {Size(Limit)} gehen.",
            $"The files are too large together: {Size(Limit)} are the most."),
    };

    private static string Size(long bytes) => bytes < 1_000_000
        ? string.Create(CultureInfo.InvariantCulture, $"{bytes / 1_000} kB")
        : string.Create(CultureInfo.InvariantCulture, $"{bytes / 1_000_000} MB");
}

/// <summary>Which files a channel takes with a reply, as data for composer, checks and tests.</summary>
/// <param name="Most">How many at once.</param>
/// <param name="Types">Media types, each with the most bytes of one file.</param>
/// <param name="Together">Most bytes of all; null: not limited.</param>
public sealed record FileLimits(int Most, IReadOnlyDictionary<string, long> Types, long? Together = null)
{
    /// <summary>Pictures that every network with pictures shows.</summary>
    public static IReadOnlyList<string> Pictures { get; } = ["image/png", "image/jpeg", "image/gif", "image/webp"];

    /// <summary>The same most bytes for several types.</summary>
    public static FileLimits Of(int most, long bytes, IEnumerable<string> types, long? together = null) =>
        new(most, types.ToDictionary(t => t, _ => bytes, StringComparer.Ordinal), together);

    /// <summary>What a channel does not take of these files; nothing: they can go.</summary>
    /// <param name="limits">Null: the channel takes none.</param>
    public static IReadOnlyList<FileObstacle> Problems(
        FileLimits? limits, IReadOnlyCollection<(string Name, string Type, long Size)> files)
    {
        if (files.Count == 0) return [];
        if (limits is null) return [new(FileTrouble.NoneTaken, "", 0)];
        var problems = new List<FileObstacle>();
        if (files.Count > limits.Most) problems.Add(new(FileTrouble.TooMany, "", limits.Most));
        foreach (var (name, type, size) in files)
            if (!limits.Types.TryGetValue(type, out var most)) problems.Add(new(FileTrouble.Kind, name, 0));
            else if (size > most) problems.Add(new(FileTrouble.TooLarge, name, most));
        if (limits.Together is { } all && files.Sum(f => f.Size) > all)
            problems.Add(new(FileTrouble.TooLargeTogether, "", all));
        return problems;
    }

    /// <summary>Why a reply cannot go out with its files; null: it can.</summary>
    public static SendOutcome.Refused? Refusal(FileLimits? limits, OutgoingReply reply) =>
        Problems(limits, [.. reply.Files.Select(f => (f.Name, f.Type, (long)f.Content.Length))]) is [var first, ..]
            ? new(first.Say()) : null;
}
