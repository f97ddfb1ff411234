using System.Runtime.InteropServices;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Echolot.Storage;

/// <summary>
/// Copies what the write-ahead log holds into the database file, on a connection of its own, while the writer goes on.
/// </summary>
/// <remarks>
/// The log begins anew only when all of it is copied, which never happens while somebody writes all the time: where it
/// has grown long all the same, the writer copies the rest in its turn.
/// </remarks>
internal sealed class Checkpoints : IAsyncDisposable
{
    // 20 MB: hot pages are copied once for some thousand changes of them.
    private const int Often = 5_000;

    // 100 MB.
    private const int Longest = 25_000;

    private const string Copy = "pragma wal_checkpoint(passive)";

    private readonly SqliteConnection _writer;
    private readonly string _own;
    private readonly SemaphoreSlim _due = new(0);
    private readonly CancellationTokenSource _stop = new();
    private readonly CommitHook _hook;
    private readonly Task _working;
    private int _frames;
    private int _copied;
    private bool _waiting;

    /// <param name="writer">Where commits are heard.</param>
    /// <param name="connectionString">For a connection of its own.</param>
    public Checkpoints(SqliteConnection writer, string connectionString)
    {
        (_writer, _own) = (writer, connectionString);
        _hook = (_, _, _, frames) =>
        {
            _frames = frames;
            return 0;
        };
        _ = sqlite3_wal_hook(writer.Handle!.DangerousGetHandle(), Marshal.GetFunctionPointerForDelegate(_hook), 0);
        _working = Task.Run(WorkAsync);
    }

    /// <summary>After a transaction, in its turn.</summary>
    public void Written()
    {
        if (_frames >= Longest)
        {
            Try(() => _writer.Execute(Copy));
            (_frames, _copied) = (0, 0);
        }
        // The log began anew.
        else if (_frames < _copied) _copied = 0;
        if (_frames - _copied < Often || Interlocked.Exchange(ref _waiting, true)) return;
        _copied = _frames;
        _due.Release();
    }

    private async Task WorkAsync()
    {
        try
        {
            while (true)
            {
                await _due.WaitAsync(_stop.Token);
                Try(() =>
                {
                    using var connection = new SqliteConnection(_own);
                    connection.Open();
                    connection.Execute(Copy);
                });
                Volatile.Write(ref _waiting, false);
            }
        }
        catch (OperationCanceledException)
        {
            // Closing.
        }
    }

    // What is committed is committed; a full disk, say, is met by the next transaction, where somebody hears of it.
    private static void Try(Action copy)
    {
        try
        {
            copy();
        }
        catch (SqliteException)
        {
            // As above.
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_stop.IsCancellationRequested) return;
        await _stop.CancelAsync();
        await _working;
        _ = sqlite3_wal_hook(_writer.Handle!.DangerousGetHandle(), 0, 0);
        GC.KeepAlive(_hook);
        _due.Dispose();
        _stop.Dispose();
    }

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int CommitHook(nint context, nint connection, nint database, int frames);

    [DllImport("e_sqlite3")]
    private static extern nint sqlite3_wal_hook(nint connection, nint hook, nint context);
}
