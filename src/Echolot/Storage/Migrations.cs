using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Dapper;
using Echolot.Privacy;

namespace Echolot.Storage;

/// <summary>One numbered step of the schema.</summary>
internal sealed record Migration(int Number, string Name, string Sql)
{
    /// <summary>Hash of the text with plain line ends, in lower-case hexadecimal digits.</summary>
    public string Sha256 { get; } =
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Sql.ReplaceLineEndings("\n"))));

    public override string ToString() => $"{Number:0000}_{Name}";
}

/// <summary>A step that a database has already.</summary>
[NotPersonal("migration")]
internal sealed record AppliedMigration
{
    public long Number { get; init; }
    public string Name { get; init; } = "";
    public string Sha256 { get; init; } = "";
}

/// <summary>Brings a database to the schema of this program, one transaction a step.</summary>
internal static partial class Migrations
{
    // Any number will do as long as nothing else in the database uses it.
    private const long PostgresLock = 0x4563686F6C6F7401;

    /// <summary>The steps that this program carries for an engine, in order.</summary>
    public static IReadOnlyList<Migration> Shipped(Engine engine)
    {
        var folder = $".Storage.Migrations.{(engine is Engine.Sqlite ? "sqlite" : "postgres")}.";
        var assembly = typeof(Migrations).Assembly;
        var steps = new List<Migration>();
        foreach (var resource in assembly.GetManifestResourceNames().Where(
            n => n.Contains(folder, StringComparison.Ordinal)))
        {
            var name = FileName().Match(resource);
            if (!name.Success)
                throw new StorageException($"The migration {resource} has no number. Name it like 0007_intake.sql.");
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            steps.Add(new Migration(
                int.Parse(
                    name.Groups[1].ValueSpan, CultureInfo.InvariantCulture), name.Groups[2].Value, reader.ReadToEnd()));
        }
        steps.Sort((a, b) => a.Number.CompareTo(b.Number));
        return steps;
    }

    /// <summary>Which steps are missing, in order.</summary>
    /// <exception cref="StorageException">The database is newer than the program, or an applied step was
    /// changed.</exception>
    public static IReadOnlyList<Migration> Plan(
        IReadOnlyList<Migration> shipped, IReadOnlyList<AppliedMigration> applied, string database)
    {
        var known = shipped.ToDictionary(m => (long)m.Number);
        foreach (var step in applied)
        {
            if (!known.TryGetValue(step.Number, out var ours))
                throw new StorageException(
                    $"{database} was made by a newer version of Echolot: it has migration {step.Number:0000}_{step.Name}, this program " +
                    $"ends at {(shipped.Count == 0 ? "none" : shipped[^1].ToString())}. Start the newer version, or restore a backup made before the update.");
            if (ours.Sha256 != step.Sha256)
                throw new StorageException(
                    $"Migration {ours} was changed after {database} had applied it. Put the old text back and add a new " +
                    "migration for the change; while developing, delete the database and start again.");
        }
        var have = applied.Select(a => a.Number).ToHashSet();
        return [.. shipped.Where(m => !have.Contains(m.Number)).OrderBy(m => m.Number)];
    }

    /// <summary>Applies what is missing.</summary>
    public static async Task ApplyAsync(EcholotDb db, IReadOnlyList<Migration> shipped, CancellationToken cancel)
    {
        var name = Describe(db.Options);
        var missing = await db.WriteAsync(async scope =>
        {
            await LockAsync(scope);
            await scope.Connection.ExecuteAsync(
                "create table if not exists migration (number bigint primary key, name text not null, sha256 text not null, applied_at bigint not null)",
                transaction: scope.Transaction);
            return Plan(shipped, await AppliedAsync(scope), name);
        }, cancel);
        foreach (var step in missing)
        {
            cancel.ThrowIfCancellationRequested();
            await db.WriteAsync(async scope =>
            {
                await LockAsync(scope);
                // Another process may have been faster between the two transactions.
                if ((await AppliedAsync(scope)).Any(a => a.Number == step.Number)) return;
                try
                {
                    await scope.Connection.ExecuteAsync(step.Sql, transaction: scope.Transaction);
                }
                catch (System.Data.Common.DbException wrong)
                {
                    throw new StorageException(
                        $"Migration {step} failed on {name} and was rolled back: {wrong.Message} The data is as before; report this error.", wrong);
                }
                await scope.Connection.ExecuteAsync(
                    $"insert into migration (number, name, sha256, applied_at) values (@Number, @Name, @Sha256, {NowMs(scope.Engine)})",
                    new { Number = (long)step.Number, step.Name, step.Sha256 }, scope.Transaction);
            }, cancel);
        }
    }

    private static async Task<IReadOnlyList<AppliedMigration>> AppliedAsync(WriteScope scope) =>
        (await scope.Connection.QueryAsync<AppliedMigration>(
            "select number, name, sha256 from migration order by number", transaction: scope.Transaction)).AsList();

    private static async Task LockAsync(WriteScope scope)
    {
        if (scope.Engine is Engine.Postgres)
            await scope.Connection.ExecuteAsync(
                $"select pg_advisory_xact_lock({PostgresLock})", transaction: scope.Transaction);
    }

    private static string NowMs(Engine engine) => engine is Engine.Sqlite
        ? "cast(unixepoch('subsec') * 1000 as integer)"
        : "(extract(epoch from now()) * 1000)::bigint";

    // A connection string holds a password: name the engine only.
    private static string Describe(StorageOptions options) =>
        options.Engine is Engine.Sqlite ? options.ConnectionString : "the PostgreSQL database";

    [GeneratedRegex(@"\.(\d{4})_([a-z0-9_]+)\.sql$")]
    private static partial Regex FileName();
}
