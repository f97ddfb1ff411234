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
/// <param name="Hid">It hides, or did before it kept from collecting: what it put aside stays so while it is there.</param>
public sealed record Exclusion(
    long Id, ExclusionKind Kind, ExclusionMode Mode, string? Connector, string Value, string? Name, long? PersonId,
    DateTimeOffset At, bool Hid);

/// <summary>What somebody fills in about an exclusion.</summary>
public sealed record ExclusionDraft(
    ExclusionKind Kind, ExclusionMode Mode, string? Connector, string Value, string? Name = null);

/// <summary>The authors and sites that are left out changed; other processes read them anew.</summary>
public sealed record ExclusionsChanged : IFact;

/// <summary>An exclusion as it is stored. Names an author, and who put it there.</summary>
[Personal("exclusion")]
internal sealed record ExclusionRow
{
    public const string Columns = "id, kind, mode, connector, value, name, person_id, at, hid";

    public long Id { get; init; }
    public string Kind { get; init; } = "";
    public string Mode { get; init; } = "";
    public string? Connector { get; init; }
    public string Value { get; init; } = "";
    public string? Name { get; init; }
    public long? PersonId { get; init; }
    public long At { get; init; }
    public long Hid { get; init; }

    public Exclusion AsExclusion() => new(
        Id, Enum.Parse<ExclusionKind>(Kind), Enum.Parse<ExclusionMode>(Mode), Connector, Value, Name, PersonId,
        DateTimeOffset.FromUnixTimeMilliseconds(At), Hid == 1);
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
    private readonly FrozenSet<(string Connector, string Id)> _authorsAside;
    private readonly FrozenSet<string> _sitesAside;
    private readonly bool _any;

    internal Exclusions(IReadOnlyList<Exclusion> exclusions)
    {
        _authors = exclusions.Where(e => e is { Kind: ExclusionKind.Author, Connector: not null })
            .ToFrozenDictionary(e => (e.Connector!, e.Value), e => e.Mode);
        _sites = exclusions.Where(e => e.Kind is ExclusionKind.Site)
            .ToFrozenDictionary(e => e.Value, e => e.Mode, StringComparer.Ordinal);
        _authorsAside = exclusions.Where(e => e is { Kind: ExclusionKind.Author, Connector: not null, Hid: true })
            .Select(e => (e.Connector!, e.Value)).ToFrozenSet();
        _sitesAside = exclusions.Where(e => e is { Kind: ExclusionKind.Site, Hid: true }).Select(e => e.Value)
            .ToFrozenSet(StringComparer.Ordinal);
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

    /// <summary>Whether an entry keeps aside what is stored of this author, or from this host.</summary>
    public bool KeepAside(string connector, string? author, string? host)
    {
        if (author is not null && _authorsAside.Contains((connector, author))) return true;
        var sites = _sitesAside.GetAlternateLookup<ReadOnlySpan<char>>();
        for (var rest = host.AsSpan(); rest.Length > 0; rest = Above(rest))
            if (sites.Contains(rest)) return true;
        return false;
    }

    private ExclusionMode? Of(string? host)
    {
        var sites = _sites.GetAlternateLookup<ReadOnlySpan<char>>();
        for (var rest = host.AsSpan(); rest.Length > 0; rest = Above(rest))
            if (sites.TryGetValue(rest, out var mode)) return mode;
        return null;
    }

    // m.blog.example, blog.example, example.
    private static ReadOnlySpan<char> Above(ReadOnlySpan<char> host) =>
        host.IndexOf('.') is var dot and >= 0 ? host[(dot + 1)..] : [];
}
