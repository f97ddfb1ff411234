using System.Collections.Frozen;
using Echolot.Messaging;
using Echolot.Privacy;

namespace Echolot.Mentions;

/// <summary>What a site or a source is to whoever reads it; the words of <c>class:</c>.</summary>
public enum SourceClass
{
    /// <summary>A leading medium, that others quote.</summary>
    Lead,

    /// <summary>A medium of a trade.</summary>
    Trade,

    /// <summary>A medium of a region.</summary>
    Regional,

    /// <summary>A portal that passes on what others write.</summary>
    Portal,

    /// <summary>Nobody should read it.</summary>
    Spam,
}

public enum ClassedKind { Site, Source }

/// <summary>A site, with every host below it, or a source that has a class.</summary>
/// <param name="Value">Host without <c>www.</c>, or the key of the source.</param>
public sealed record Classed(long Id, ClassedKind Kind, string Value, SourceClass Class, DateTimeOffset At);

/// <summary>What somebody fills in, or a row of a table.</summary>
public sealed record ClassDraft(ClassedKind Kind, string Value, SourceClass Class);

/// <summary>The classes of sites and sources changed; other processes read them anew.</summary>
public sealed record ClassesChanged : IFact;

/// <summary>A class as it is stored. A host or a key of a source, of no person.</summary>
[NotPersonal("source_class")]
internal sealed record ClassRow
{
    public const string Columns = "id, kind, value, class, at";

    public long Id { get; init; }
    public string Kind { get; init; } = "";
    public string Value { get; init; } = "";
    public string Class { get; init; } = "";
    public long At { get; init; }

    public Classed AsClassed() => new(
        Id, Enum.Parse<ClassedKind>(Kind), Value, Enum.Parse<SourceClass>(Class), DateTimeOffset.FromUnixTimeMilliseconds(At));
}

/// <summary>
/// Classes of sites and sources, as matching asks for each post: look-ups in tables that are never changed, none where nothing
/// has a class. A site goes before the source that it was read from, a host before what lies above it. Immutable.
/// </summary>
public sealed class SourceClasses
{
    public static readonly SourceClasses None = new([]);

    // What class: compares; never made anew.
    private static readonly string[] Words = [.. Enum.GetNames<SourceClass>().Select(n => n.ToLowerInvariant())];

    private readonly FrozenDictionary<string, SourceClass> _sites;
    private readonly FrozenDictionary<SourceKey, SourceClass> _sources;

    /// <summary>Whether anything has a class.</summary>
    public bool Any { get; }

    internal SourceClasses(IReadOnlyList<Classed> classed)
    {
        _sites = classed.Where(c => c.Kind is ClassedKind.Site)
            .ToFrozenDictionary(c => c.Value, c => c.Class, StringComparer.Ordinal);
        _sources = classed.Where(c => c.Kind is ClassedKind.Source).DistinctBy(c => KeyOf(c.Value))
            .ToFrozenDictionary(c => KeyOf(c.Value), c => c.Class);
        Any = classed.Count > 0;
    }

    /// <summary>The class as <c>class:</c> compares it; null where there is none.</summary>
    public string? WordOf(string? host, SourceKey source) => Of(host, source) is { } found ? Words[(int)found] : null;

    public SourceClass? Of(string? host, SourceKey source)
    {
        if (!Any) return null;
        var sites = _sites.GetAlternateLookup<ReadOnlySpan<char>>();
        for (var rest = host.AsSpan(); rest.Length > 0; rest = Above(rest))
            if (sites.TryGetValue(rest, out var found)) return found;
        return _sources.Count > 0 && _sources.TryGetValue(KeyOf(source), out var known) ? known : null;
    }

    // m.blog.example, blog.example, example.
    private static ReadOnlySpan<char> Above(ReadOnlySpan<char> host) =>
        host.IndexOf('.') is var dot and >= 0 ? host[(dot + 1)..] : [];

    // As the archive reads the key of a source again: an instance with a colon in it is cut there.
    private static SourceKey KeyOf(SourceKey source) =>
        source.Instance.Contains(':', StringComparison.Ordinal) ? KeyOf(source.ToString()) : source;

    private static SourceKey KeyOf(string key) => new ChannelRow { Source = key }.Key;
}

/// <summary>What matching asks of the workspace, beside the mention itself.</summary>
/// <param name="Zone">The clock by which <c>hour:</c> asks.</param>
/// <param name="Classes">What <c>class:</c> asks for, at present.</param>
public readonly record struct Present(TimeZoneInfo Zone, SourceClasses Classes);
