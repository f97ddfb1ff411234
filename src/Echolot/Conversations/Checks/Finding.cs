using Echolot.Answers;
using Echolot.Sources;

namespace Echolot.Conversations;

/// <summary>What a check before sending looks for.</summary>
public enum CheckRule
{
    MixedAddress, OtherAddress, OtherLanguage, Email, Phone, Iban, OrderNumber, StreetAddress, RealName, AsksInPublic,
    Promise, OverGoodwill, ItemExpired, ItemNotApproved, PlaceholderLeft, TooLong, WindowClosed, NeedsApproval,
    FilesNotTaken, TooManyFiles, FileKind, FileTooLarge, NoAltText,
    InsecureLink, ItemClosed, SeenByFewer,
}

/// <summary>What a finding means for sending.</summary>
public enum Severity
{
    /// <summary>Worth a look.</summary>
    Hint = 1,

    /// <summary>Goes out only with a reason, which stays in the course of the conversation.</summary>
    NeedsReason = 2,

    /// <summary>Does not go out so.</summary>
    Stops = 3,
}

/// <summary>Something that a check has found in a reply.</summary>
/// <param name="Start">Where in the text; 0 with a length of 0: in the text as a whole.</param>
/// <param name="Detail">What screens put into their sentence, such as an amount or the title of an item.</param>
public sealed record Finding(CheckRule Rule, Severity Severity, int Start = 0, int Length = 0, string? Detail = null)
{
    /// <summary>What the network says to it; null: it has not been asked.</summary>
    public LocalText? Why { get; init; }
}

/// <summary>A text of the library that may not be used, by what of it would be recognised.</summary>
/// <param name="Pieces">Stretches between its placeholders.</param>
/// <param name="Used">The reply is said to be made of it: a short stretch of it is enough.</param>
public sealed record WithheldAnswer(string Title, bool Expired, IReadOnlyList<string> Pieces, bool Used = false);

/// <summary>A reply with everything that the checks look at.</summary>
/// <param name="Text">As it was written.</param>
/// <param name="Leg">Who will read it.</param>
/// <param name="Limit">Longest text of the channel; null: it is not known or cannot be sent at all.</param>
/// <param name="Prefix">What the network needs in front to reach the other side, such as a handle.</param>
public sealed record ReplyUnderCheck(string Text, Leg Leg, TextLimit? Limit = null, string? Prefix = null)
{
    /// <summary>How the conversation speaks, else the house; none: nobody can tell.</summary>
    public Address Address { get; init; }

    /// <summary>Nothing was said yet that tells: it is how the house speaks.</summary>
    public bool AddressOfHouse { get; init; }

    /// <summary>Language of the conversation; null: not known.</summary>
    public string? Language { get; init; }

    /// <summary>Language of the text; null: not known for sure.</summary>
    public string? Written { get; init; }

    /// <summary>Names of the other side that are not public on this channel.</summary>
    public IReadOnlyList<string> HiddenNames { get; init; } = [];

    /// <summary>Addresses, domains and phone numbers of our own, which may stand anywhere.</summary>
    public IReadOnlyList<string> OwnContacts { get; init; } = [];

    /// <summary>What our order numbers look like: <c>#</c> is a digit, <c>@</c> a letter, everything else itself.</summary>
    public IReadOnlyList<string> OrderPatterns { get; init; } = [];

    /// <summary>Goodwill that may still be given here, in cents; null: no policy gives any.</summary>
    public long? Goodwill { get; init; }

    public IReadOnlyList<WithheldAnswer> Withheld { get; init; } = [];

    /// <summary>The network takes no answer any more.</summary>
    public bool WindowClosed { get; init; }

    /// <summary>Whether what it answers can be, as far as the network told.</summary>
    public Answerable? Answerable { get; init; }

    /// <summary>Files that go along, and what the channel takes of them; null: none.</summary>
    public IReadOnlyList<ReplyFile> Files { get; init; } = [];

    public FileLimits? Takes { get; init; }

    /// <summary>Names of the approval rules that it falls under.</summary>
    public IReadOnlyList<string> Approvals { get; init; } = [];
}
