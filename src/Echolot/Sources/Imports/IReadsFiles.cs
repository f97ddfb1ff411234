using System.Globalization;

namespace Echolot.Sources.Imports;

/// <summary>Reads files of posts, row by row, from any position on; never touches the database.</summary>
public interface IReadsFiles : IConnector
{
    /// <summary>Tools whose exports are known.</summary>
    IReadOnlyList<FileProfile> Profiles { get; }

    /// <summary>What a column of a table can be taken for.</summary>
    IReadOnlyList<string> Fields { get; }

    /// <summary>Looks at the beginning: format, encoding, columns and what they are taken for. The stream must be
    /// seekable.</summary>
    /// <exception cref="FileProblem">The file cannot be read as posts; the message says what to do.</exception>
    Task<FileLook> LookAsync(Stream file, FileReading how, CancellationToken cancel);

    /// <summary>
    /// Reads from <paramref name="from"/> to the end, in portions whose last event carries the position as its cursor.
    /// Rows that cannot be read are rows with a problem, not exceptions. The stream must be seekable.
    /// </summary>
    /// <exception cref="FileProblem">As for <see cref="LookAsync"/>.</exception>
    IAsyncEnumerable<FilePortion> ReadAsync(
        SourceConfig source, Stream file, FileReading how, FilePosition from, CancellationToken cancel);
}

/// <summary>How to read a file.</summary>
/// <param name="Format"><c>ndjson</c>, <c>json</c>, <c>csv</c> or <c>xlsx</c>; null: found out.</param>
/// <param name="Map">Field to column name, as <c>text → Full Text</c>; columns not named here are recognised by their
/// usual names.</param>
/// <param name="Zone">IANA zone of times that state none; null: UTC.</param>
/// <param name="Profile">Name of the tool whose export this is, or <c>none</c>; null: found out.</param>
/// <param name="Columns">Column to field, for all columns that are to be taken; null: by profile and usual
/// names.</param>
/// <param name="DayFirst">Whether 03/04/2026 is the third of April; null: such a date is refused.</param>
/// <param name="KeepAll">Rows are kept also where no monitor wants them; they are found under their source.</param>
public sealed record FileReading(
    string? Format = null, IReadOnlyDictionary<string, string>? Map = null, string? Zone = null,
    string? Profile = null, IReadOnlyDictionary<string, string>? Columns = null, bool? DayFirst = null, bool KeepAll = false);

/// <summary>The export format of another tool.</summary>
public sealed record FileProfile(string Name, string Title);

/// <summary>What a file turned out to be. <paramref name="Columns"/> pairs each column with its field, or null where it
/// is not used.</summary>
/// <param name="Profile">The tool whose export this is; null where it is nobody's.</param>
/// <param name="Preamble">Lines before the names of the columns, which are passed over.</param>
public sealed record FileLook(
    string Format, string Encoding, string? Delimiter, IReadOnlyList<(string Column, string? Field)> Columns,
    IReadOnlyList<FileRow> FirstRows, FileProfile? Profile = null, long Preamble = 0)
{
    /// <summary>Named columns that are not taken over.</summary>
    public IReadOnlyList<string> LeftOut { get; } =
        [.. Columns.Where(one => one.Field is null && one.Column.Trim().Length > 0).Select(one => one.Column.Trim())];
}

/// <summary>
/// A place between two rows. Bytes count after conversion to UTF-8 where the file is UTF-16, else they are bytes of the
/// file; in a workbook, which is packed, both numbers count rows. In a list of JSON objects the lines are entries.
/// </summary>
/// <param name="Line">Lines before this place.</param>
public readonly record struct FilePosition(long Byte, long Line)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Byte}:{Line}");

    /// <summary>Reads what <see cref="ToString"/> wrote; the beginning for anything else.</summary>
    public static FilePosition Parse(string? text)
    {
        var colon = text?.IndexOf(':', StringComparison.Ordinal) ?? -1;
        return colon > 0
            && long.TryParse(text.AsSpan(0, colon), NumberStyles.None, CultureInfo.InvariantCulture, out var bytes)
            && long.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var line)
            ? new FilePosition(bytes, line) : default;
    }
}

/// <summary>Some rows, and where the next ones begin. <paramref name="FileBytes"/>: bytes of the file read so far, for
/// progress.</summary>
public sealed record FilePortion(IReadOnlyList<FileRow> Rows, FilePosition After, long FileBytes);

/// <summary>One row: an event (for bad rows an <see cref="Unreadable"/>), and what is wrong with a bad one.</summary>
/// <param name="Line">Line of the file where the row begins, from 1.</param>
/// <param name="Raw">The bad row as it stands in the file, at most 64 Ki characters; null for good ones.</param>
public sealed record FileRow(long Line, SourceEvent Event, string? Problem = null, string? Raw = null)
{
    /// <summary>Tags to put on the mention once it is kept.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];
}

/// <summary>A file that cannot be read as posts at all.</summary>
public sealed class FileProblem(string message) : Exception(message);
