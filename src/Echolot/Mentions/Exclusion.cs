using System.Collections.Frozen;
using Echolot.Messaging;
using Echolot.Privacy;

namespace Echolot.Mentions;

public enum ExclusionKind { Author, Site }

/// <summary>
/// <see cref="Hide"/>: collected, and put aside where it can be looked at and shown again. <see cref="Never"/>: not
/// collected at all; what is not collected cannot be had later.
/// </summary>
public enum ExclusionMode { Hide, Never }

/// <summary>An author or a site that the lists leave out.</summary>
/// <param name="Connector">Network of an author; null for a site.</param>
/// <param name="Value">Id of the author at the network, or the host without <c>www.</c>, with all hosts below it.</param>
/// <param name="Name">As people know it.</param>
public sealed record Exclusion(
    long Id, ExclusionKind Kind, ExclusionMode Mode, string? Connector, string Value, string? Name, long? PersonId,
    DateTimeOffset At);

/// <summary>What somebody fills in about an exclusion.</summary>
public sealed record ExclusionDraft(
    ExclusionKind Kind, ExclusionMode Mode, string? Connector, string Value, string? Name = null);

/// <summary>The authors and sites that are left out changed; other processes read them anew.</summary>
public sealed record ExclusionsChanged : IFact;

/// <summary>An exclusion as it is stored. Names an author, and who put it there.</summary>
[Personal("exclusion")]
internal sealed record ExclusionRow
{
    public const string Columns = "id, kind, mode, connector, value, name, person_id, at";

    public long Id { get; init; }
    public string Kind { get; init; } = "";
    public string Mode { get; init; } = "";
    public string? Connector { get; init; }
    public string Value { get; init; } = "";
    public string? Name { get; init; }
    public long? PersonId { get; init; }
    public long At { get; init; }

    public Exclusion AsExclusion() => new(
        Id, Enum.Parse<ExclusionKind>(Kind), Enum.Parse<ExclusionMode>(Mode), Connector, Value, Name, PersonId,
        DateTimeOffset.FromUnixTimeMilliseconds(At));
}

/// <summary>
/// Who and what is left out, as the intake asks for each post: two look-ups in tables that are never changed, and none
/// where nothing is left out. Immutable.
/// </summary>
public sealed class Exclusions
{
    public static readonly Exclusions None = new([]);

    private readonly FrozenDictionary<(string Connector, string Id), ExclusionMode> _authors;
    private readonly FrozenDictionary<string, ExclusionMode> _sites;
    private readonly bool _any;

    internal Exclusions(IReadOnlyList<Exclusion> exclusions)
    {
        _authors = exclusions.Where(e => e is { Kind: ExclusionKind.Author, Connector: not null })
            .ToFrozenDictionary(e => (e.Connector!, e.Value), e => e.Mode);
        _sites = exclusions.Where(e => e.Kind is ExclusionKind.Site)
            .ToFrozenDictionary(e => e.Value, e => e.Mode, StringComparer.Ordinal);
        _any = exclusions.Count > 0;
    }

    /// <summary>What is said of a post's author or site; never wins over hidden. Null: it is taken as it is.</summary>
    public ExclusionMode? Of(Mention mention)
    {
        if (!_any) return null;
        var author = _authors.TryGetValue((mention.Source.Connector, mention.Author.Id.Value), out var mode)
            ? mode
            : (ExclusionMode?)null;
        if (author is ExclusionMode.Never || _sites.Count == 0) return author;
        return Of(AsPost.SiteOf(mention.Url)) ?? author;
    }

    private ExclusionMode? Of(string? host)
    {
        var sites = _sites.GetAlternateLookup<ReadOnlySpan<char>>();
        // The host and every host above it: m.blog.example, blog.example, example.
        for (var rest = host.AsSpan(); rest.Length > 0;)
        {
            if (sites.TryGetValue(rest, out var mode)) return mode;
            var dot = rest.IndexOf('.');
            if (dot < 0) break;
            rest = rest[(dot + 1)..];
        }
        return null;
    }
}
