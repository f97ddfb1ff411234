using System.Globalization;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Echolot.Storage;

/// <summary>Copies of a SQLite database: made beside a running server, put back while none runs.</summary>
internal static class SqliteBackup
{
    /// <summary>
    /// Writes a compact, consistent copy; the file appears under its name only when it is whole and on the disk.
    /// </summary>
    public static async Task WriteAsync(string database, string path, CancellationToken cancel)
    {
        (database, path) = (Path.GetFullPath(database), Path.GetFullPath(path));
        if (!File.Exists(database))
            throw new StorageException($"There is no database at {database}. Name the data folder with --data.");
        if (path == database)
            throw new StorageException($"{path} is the database itself. Choose another file for the copy.");
        if (Directory.Exists(path))
            throw new StorageException(
                $"{path} is a folder. Name the file of the copy, such as {Path.Combine(path, "echolot.backup")}.");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var partial = path + ".partial";
        File.Delete(partial);
        try
        {
            // VACUUM INTO reads one snapshot, so writers go on; a page-by-page copy would start again at each commit.
            await Task.Run(() =>
            {
                using var connection = Open(database);
                using var stop = cancel.Register(() => SQLitePCL.raw.sqlite3_interrupt(connection.Handle));
                connection.Execute("vacuum into @partial", new { partial });
            }, cancel);
            await FlushAsync(partial, cancel);
            File.Move(partial, path, overwrite: true);
        }
        catch (SqliteException wrong)
        {
            cancel.ThrowIfCancellationRequested();
            throw new StorageException($"The copy {path} could not be written ({wrong.Message}). Check the space on the disk and try again.", wrong);
        }
        finally
        {
            File.Delete(partial);
        }
    }

    /// <summary>
    /// Checks the copy, then swaps it in; returns where the old data was put, null where there was none.
    /// </summary>
    public static async Task<string?> RestoreAsync(string database, string path, CancellationToken cancel)
    {
        (database, path) = (Path.GetFullPath(database), Path.GetFullPath(path));
        if (!File.Exists(path))
            throw new StorageException($"There is no file {path}. Name a copy made by: echolot backup FILE");
        if (path == database)
            throw new StorageException($"{path} is the database itself. Name a copy made by: echolot backup FILE");
        Directory.CreateDirectory(Path.GetDirectoryName(database)!);
        using var held = DataLock.Take(database);
        var fresh = database + ".restoring";
        try
        {
            await using (var from = File.OpenRead(path))
            await using (var to = File.Create(fresh))
                await from.CopyToAsync(to, cancel);
            await FlushAsync(fresh, cancel);
            await Task.Run(() => Check(fresh, path), cancel);
            var old = File.Exists(database) ? PutAside(database) : null;
            File.Move(fresh, database);
            return old;
        }
        finally
        {
            foreach (var rest in new[] { fresh, fresh + "-wal", fresh + "-shm" }) File.Delete(rest);
        }
    }

    private static void Check(string file, string named)
    {
        try
        {
            using var connection = Open(file);
            var problems = connection.Query<string>("pragma integrity_check(5)").ToList();
            if (problems is not ["ok"])
                throw new StorageException(
                    $"{named} is damaged ({string.Join("; ", problems)}). Nothing was changed; choose another copy.");
            if (connection.ExecuteScalar<long>("select count(*) from sqlite_master where name = 'migration'") == 0)
                throw new StorageException(
                    $"{named} is a SQLite file, but not one of Echolot. Nothing was changed; choose another copy.");
            var applied = connection.Query<AppliedMigration>(
                "select number, name, sha256 from migration order by number").AsList();
            Migrations.Plan(Migrations.Shipped(Engine.Sqlite), applied, named);
        }
        catch (SqliteException wrong)
        {
            throw new StorageException($"{named} cannot be read as a database ({wrong.Message}). Nothing was changed; choose another copy.", wrong);
        }
    }

    // The write-ahead log belongs to the old file: left behind, SQLite would play it into the new one.
    private static string PutAside(string database)
    {
        var name = database + ".before-restore";
        for (var i = 2; File.Exists(name); i++)
            name = string.Create(CultureInfo.InvariantCulture, $"{database}.before-restore-{i}");
        File.Move(database, name);
        foreach (var tail in new[] { "-wal", "-shm" })
            if (File.Exists(database + tail)) File.Move(database + tail, name + tail);
        return name;
    }

    private static SqliteConnection Open(string file)
    {
        var connection = new SqliteConnection(SqliteStore.ConnectionString(file, pooling: false));
        connection.Open();
        return connection;
    }

    private static async Task FlushAsync(string file, CancellationToken cancel)
    {
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.ReadWrite);
        cancel.ThrowIfCancellationRequested();
        stream.Flush(flushToDisk: true);
    }
}
