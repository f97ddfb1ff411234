using System.Text.Encodings.Web;
using System.Text.Json;

namespace Echolot.Sources.Imports;

/// <summary>The rows of a file that could not be read, set aside as NDJSON: <c>line</c>, <c>problem</c>,
/// <c>raw</c>.</summary>
internal sealed class RejectedRows(string path, long length) : IAsyncDisposable
{
    private static readonly JsonSerializerOptions Readable =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private FileStream? file;

    /// <summary>Bytes written; what lies behind the length of the last durable portion is written again.</summary>
    public long Length { get; private set; } = length;

    public async Task AddAsync(IEnumerable<(long Line, string Problem, string? Raw)> rows, CancellationToken cancel)
    {
        foreach (var (line, problem, raw) in rows)
        {
            file ??= Open();
            await JsonSerializer.SerializeAsync(file, new { line, problem, raw }, Readable, cancel);
            file.WriteByte((byte)'\n');
        }
        if (file is null) return;
        await file.FlushAsync(cancel);
        Length = file.Length;
    }

    private FileStream Open()
    {
        var opened = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read);
        opened.SetLength(Math.Min(Length, opened.Length));
        opened.Seek(0, SeekOrigin.End);
        return opened;
    }

    public ValueTask DisposeAsync() => file?.DisposeAsync() ?? ValueTask.CompletedTask;

    /// <summary>Takes the rows that name a person out of a file. Returns how many.</summary>
    public static async Task<int> ForgetAsync(string path, IReadOnlyList<string> names, CancellationToken cancel)
    {
        if (!File.Exists(path)) return 0;
        var lines = await File.ReadAllLinesAsync(path, cancel);
        var kept = lines.Where(line => !names.Any(name => line.Contains(name, StringComparison.OrdinalIgnoreCase)))
            .ToArray();
        if (kept.Length < lines.Length) await File.WriteAllLinesAsync(path, kept, cancel);
        return lines.Length - kept.Length;
    }
}
