using Echolot.Privacy;

namespace Echolot.Answers;

/// <summary>What an item is; the numbers are stored. 3 is kept for scenarios, which are trees of questions.</summary>
public enum AnswerKind { Question = 1, Module = 2 }

/// <summary>How a text speaks to its reader; the numbers are stored.</summary>
public enum Address { None = 0, Du = 1, Sie = 2 }

/// <summary>One wording of an item. What is not said fits everywhere.</summary>
/// <param name="Text">With placeholders such as <c>{{contact.name}}</c>.</param>
/// <param name="Connector">Channel that it is for; null: every one.</param>
/// <param name="Public">Whether it is for public replies or for private ones; null: for both.</param>
/// <param name="Language">ISO 639-1; null: understood in any.</param>
public sealed record AnswerVariant(
    string Text, string? Connector = null, bool? Public = null, string? Language = null, Address Address = Address.None);

/// <summary>What somebody fills in about an item.</summary>
/// <param name="Question">What people ask when this answers it; empty: title and keywords say so.</param>
/// <param name="Keywords">Words to find it by besides.</param>
/// <param name="ValidFrom">First day it may be used; null: at once.</param>
/// <param name="ValidUntil">Last day it may be used; null: for ever.</param>
public sealed record AnswerContent(
    AnswerKind Kind, string Title, string Question, IReadOnlyList<string> Keywords, IReadOnlyList<AnswerVariant> Variants,
    DateOnly? ValidFrom = null, DateOnly? ValidUntil = null)
{
    /// <summary>The same words: lists are compared by what is in them.</summary>
    public bool SaysTheSameAs(AnswerContent other) =>
        this with { Keywords = [], Variants = [] } is var mine && other with { Keywords = [], Variants = [] } is var theirs
        && (mine.Kind, mine.Title, mine.Question, mine.ValidFrom, mine.ValidUntil)
            == (theirs.Kind, theirs.Title, theirs.Question, theirs.ValidFrom, theirs.ValidUntil)
        && Keywords.SequenceEqual(other.Keywords) && Variants.SequenceEqual(other.Variants);
}

/// <summary>Whether an item may be used.</summary>
public enum AnswerStanding
{
    /// <summary>Nobody has approved any version of it.</summary>
    Draft,

    Approved,

    /// <summary>Approved, but not in its newest version: the approved one is used.</summary>
    Changed,

    NotYet, Expired,
}

/// <summary>A file that goes with an item.</summary>
public sealed record AnswerFile(long Id, long ItemId, string Name, string Type, long Size);

/// <summary>An item of the library with its newest version and the one that may be used.</summary>
/// <param name="Approved">What was approved last; null: nothing yet.</param>
public sealed record AnswerItem(
    long Id, long? FolderId, AnswerContent Content, int Version, AnswerContent? Approved, int? ApprovedVersion,
    long? OwnerId, DateTimeOffset ChangedAt, long? ChangedBy, IReadOnlyList<AnswerFile> Files)
{
    /// <summary>So many days before an item expires it is to be reviewed.</summary>
    public const int ReviewDays = 14;

    public string Title => Content.Title;

    /// <summary>From this day on somebody should look whether it still holds; null: what may be used does not end.</summary>
    public DateOnly? ReviewOn => Approved?.ValidUntil?.AddDays(-ReviewDays);

    /// <summary>Whether it may still be used on a day, but not for long.</summary>
    public bool EndsSoon(DateOnly day) => Approved?.ValidUntil >= day && ReviewOn <= day;

    /// <summary>How it stands on a day.</summary>
    public AnswerStanding StandingOn(DateOnly day) => Approved switch
    {
        null => AnswerStanding.Draft,
        { ValidUntil: { } last } when last < day => AnswerStanding.Expired,
        { ValidFrom: { } first } when first > day => AnswerStanding.NotYet,
        _ => ApprovedVersion == Version ? AnswerStanding.Approved : AnswerStanding.Changed,
    };

    /// <summary>What may be used on a day; null: nothing.</summary>
    public AnswerContent? UsableOn(DateOnly day) =>
        StandingOn(day) is AnswerStanding.Approved or AnswerStanding.Changed ? Approved : null;
}

/// <summary>A version of an item.</summary>
public sealed record AnswerVersion(
    int Version, AnswerContent Content, DateTimeOffset MadeAt, long? MadeBy, DateTimeOffset? ApprovedAt, long? ApprovedBy);

/// <summary>A place in the tree of the library.</summary>
/// <param name="Path">Name with those of the folders above, such as <c>Lieferung › Ausland</c>.</param>
public sealed record AnswerFolder(long Id, long? ParentId, string Name, string Path, int Depth);

/// <summary>Why the library refused; screens translate it.</summary>
public enum AnswerRefusal
{
    NotFound, NameMissing, NameTooLong, TextMissing, TextTooLong, TooMany, DatesCrossed, FolderNotEmpty, TooDeep,
    FileTooLarge, FileType, AmountWrong, OverLimit, OverBudget, NoPolicy, ChangedMeanwhile,
}

/// <summary>The library refused; <see cref="Why"/> says which rule, the message what to do.</summary>
public sealed class AnswerException(AnswerRefusal why, string message) : Exception(message)
{
    public AnswerRefusal Why { get; } = why;
}

[Personal("answer_item")]
internal sealed record ItemRow
{
    public const string Columns =
        "id, folder_id, title, version, approved_version, owner_id, created_at, changed_at, changed_by";

    public long Id { get; init; }
    public long? FolderId { get; init; }
    public string Title { get; init; } = "";
    public long Version { get; init; }
    public long? ApprovedVersion { get; init; }
    public long? OwnerId { get; init; }
    public long CreatedAt { get; init; }
    public long ChangedAt { get; init; }
    public long? ChangedBy { get; init; }
}

[Personal("answer_version")]
internal sealed record VersionRow
{
    public const string Columns = "item_id, version, body, made_at, made_by, approved_at, approved_by";

    public long ItemId { get; init; }
    public long Version { get; init; }
    public string Body { get; init; } = "";
    public long MadeAt { get; init; }
    public long? MadeBy { get; init; }
    public long? ApprovedAt { get; init; }
    public long? ApprovedBy { get; init; }

    public AnswerContent Content => Stored.Read<AnswerContent>(Body);

    public AnswerVersion AsVersion() => new(
        (int)Version, Content, Stored.Time(MadeAt), MadeBy, ApprovedAt is { } at ? Stored.Time(at) : null, ApprovedBy);
}

[NotPersonal("answer_folder")]
internal sealed record FolderRow
{
    public long Id { get; init; }
    public long? ParentId { get; init; }
    public string Name { get; init; } = "";
}

/// <summary>A file as it is stored, without its content. Names who added it.</summary>
[Personal("answer_file")]
internal sealed record FileRow
{
    public const string Columns = "id, item_id, name, type, size";

    public long Id { get; init; }
    public long ItemId { get; init; }
    public string Name { get; init; } = "";
    public string Type { get; init; } = "";
    public long Size { get; init; }

    public AnswerFile AsFile() => new(Id, ItemId, Name, Type, Size);
}

/// <summary>Grows with every change of the library, so that what is kept in memory knows that it is old.</summary>
[NotPersonal("answer_stamp")]
internal sealed record StampRow(long Stamp);
