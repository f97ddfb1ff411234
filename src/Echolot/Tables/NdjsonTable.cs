using System.Text.Encodings.Web;
using System.Text.Json;

namespace Echolot.Tables;

/// <summary>One JSON object a line with the columns as names; empty cells are null, times UTC in ISO 8601.</summary>
internal sealed class NdjsonTable<T> : TableWriter<T>
{
    private readonly IReadOnlyList<TableColumn<T>> _columns;
    private readonly Utf8JsonWriter _writer;

    public NdjsonTable(Stream target, IReadOnlyList<TableColumn<T>> columns) : base(target)
    {
        _columns = columns;
        // A file, never a part of a page: umlauts and emoji stay readable.
        _writer = new(Waiting, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }

    public override Task BeginAsync(CancellationToken cancel) => Task.CompletedTask;

    public override async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync();
        await base.DisposeAsync();
    }

    protected override ValueTask RowAsync(T row, CancellationToken cancel)
    {
        _writer.WriteStartObject();
        foreach (var column in _columns)
        {
            _writer.WritePropertyName(column.Name);
            Write(column.Value(row));
        }
        _writer.WriteEndObject();
        _writer.Flush();
        _writer.Reset();
        Waiting.WriteByte((byte)'\n');
        return ValueTask.CompletedTask;
    }

    private void Write(object? value)
    {
        switch (value)
        {
            case null: _writer.WriteNullValue(); break;
            case string text: _writer.WriteStringValue(text); break;
            case long number: _writer.WriteNumberValue(number); break;
            case double number: _writer.WriteNumberValue(number); break;
            case DateTimeOffset at: _writer.WriteStringValue(at.UtcDateTime); break;
            case IReadOnlyList<string> list:
                _writer.WriteStartArray();
                foreach (var item in list) _writer.WriteStringValue(item);
                _writer.WriteEndArray();
                break;
            default: throw new ArgumentException($"A line cannot hold a {value.GetType().Name}.", nameof(value));
        }
    }
}
