using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace Echolot.Storage;

/// <summary>
/// Copies of a PostgreSQL database by its own tool, which knows every version's catalogue better than we do.
/// </summary>
internal static class PostgresBackup
{
    public static async Task WriteAsync(string connectionString, string path, CancellationToken cancel)
    {
        var to = new NpgsqlConnectionStringBuilder(connectionString);
        path = Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var partial = path + ".partial";
        var start = new ProcessStartInfo("pg_dump", ["--format=custom", "--no-owner", "--file", partial])
        {
            RedirectStandardError = true, RedirectStandardOutput = true,
        };
        start.Environment["PGHOST"] = to.Host;
        start.Environment["PGPORT"] = to.Port.ToString(CultureInfo.InvariantCulture);
        start.Environment["PGUSER"] = to.Username;
        start.Environment["PGDATABASE"] = to.Database;
        // In the environment, not among the arguments: those are visible to every account of the machine.
        if (to.Password is { Length: > 0 } password) start.Environment["PGPASSWORD"] = password;
        try
        {
            using var dump = Start(start);
            await using var stop = cancel.Register(() => dump.Kill());
            var said = dump.StandardError.ReadToEndAsync(cancel);
            await dump.StandardOutput.ReadToEndAsync(cancel);
            await dump.WaitForExitAsync(cancel);
            if (dump.ExitCode != 0)
                throw new StorageException(
                    $"pg_dump could not copy the database: {(await said).Trim()} Nothing was written to {path}.");
            File.Move(partial, path, overwrite: true);
        }
        finally
        {
            File.Delete(partial);
        }
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception missing)
        {
            throw new StorageException(
                "pg_dump is not installed here, and a PostgreSQL database is copied with it. Install it (Debian: apt install " +
                "postgresql-client), or run it on the database's machine: pg_dump --format=custom --file echolot.backup DATABASE", missing);
        }
    }
}
