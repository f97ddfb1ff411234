using System.Globalization;
using System.Text;
using System.Text.Json;
using Dapper;
using Echolot.Mentions;
using Echolot.Storage;
using Microsoft.AspNetCore.DataProtection;

namespace Echolot.Sources;

/// <summary>A source was added, changed, paused, resumed or removed.</summary>
public sealed record SourceChanged(long SourceId, bool Removed) : Messaging.IFact;

public sealed partial class SourceRunner
{
    private static readonly LocalText Taken = new(
        "Diese Quelle gibt es schon. Öffnen Sie sie in der Liste und ändern Sie sie dort.",
        "This source is there already. Open it in the list and change it there.");

    /// <inheritdoc cref="AddAsync(string, string?, IReadOnlyDictionary{string, string}, long?, CancellationToken)"/>
    public Task<(Source? Source, SourceCheck Check)> AddAsync(
        string connector, string? name, IReadOnlyDictionary<string, string> settings, CancellationToken cancel) =>
        AddAsync(connector, name, settings, null, cancel);

    /// <summary>
    /// Checks the settings with the connector and stores the source; problems by field when it is refused.
    /// </summary>
    /// <param name="name">Null or blank: the name that the connector suggests.</param>
    /// <param name="by">Staff member, for the audit log.</param>
    /// <exception cref="ArgumentException">There is no such connector.</exception>
    public async Task<(Source? Source, SourceCheck Check)> AddAsync(
        string connector, string? name, IReadOnlyDictionary<string, string> settings, long? by,
        CancellationToken cancel)
    {
        var kind = ConnectorNamed(connector);
        var check = await kind.CheckAsync(settings, cancel);
        if (check.Key is not { } key || check.Problems.Count > 0) return (null, check);
        var (open, secrets) = Split(kind.Description, check.Settings);
        var row = new SourceRow
        {
            Connector = key.Connector,
            Instance = key.Instance,
            Account = key.Account,
            Name = (string.IsNullOrWhiteSpace(name) ? check.SuggestedName ?? key.Account : name).Trim(),
            Settings = open,
            Secrets = secrets,
            CreatedAt = _time.GetUtcNow().ToUnixTimeMilliseconds(),
        };
        var added = await _db.WriteAsync(async scope =>
        {
            if (await HolderAsync(scope, key) is not null) return null;
            var stored = row with { Slug = await FreeSlugAsync(scope, key.Connector, row.Name) };
            stored = stored with
            {
                Id = await scope.Connection.ExecuteScalarAsync<long>(
                    """
                    insert into source (connector, instance, account, name, slug, settings, secrets, paused, created_at)
                    values (@Connector, @Instance, @Account, @Name, @Slug, @Settings, @Secrets, 0, @CreatedAt)
                    returning id
                    """, stored, scope.Transaction),
            };
            await scope.Connection.ExecuteAsync(
                "insert into source_state (source_id, state) values (@Id, @state)",
                new { stored.Id, state = nameof(SourceState.Running) }, scope.Transaction);
            await _privacy.AdoptLegalBasisAsync(scope, stored.Id, kind.Description.LegalBasis.En, cancel);
            await _privacy.RecordAsync(scope, by, "source.added", $"source:{stored.Id}", key.Connector, cancel);
            await _bus.PublishAsync(scope, new SourceChanged(stored.Id, false), cancel);
            return stored;
        }, cancel);
        if (added is null) return (null, Refused(check));
        await StartReaderAsync(added.Id);
        return (AsSource(added), check);
    }

    /// <inheritdoc cref="ChangeAsync(long, string, IReadOnlyDictionary{string, string}, long?, CancellationToken)"/>
    public Task<(Source? Source, SourceCheck Check)> ChangeAsync(
        long id, string name, IReadOnlyDictionary<string, string> settings, CancellationToken cancel) =>
        ChangeAsync(id, name, settings, null, cancel);

    /// <summary>
    /// Checks and stores other settings and reads on with them. A secret left blank stays as it is. Settings that point
    /// at another thing to read start there without a cursor.
    /// </summary>
    /// <exception cref="KeyNotFoundException">There is no such source.</exception>
    public async Task<(Source? Source, SourceCheck Check)> ChangeAsync(
        long id, string name, IReadOnlyDictionary<string, string> settings, long? by, CancellationToken cancel)
    {
        var before = await RowAsync(id, cancel)
            ?? throw new KeyNotFoundException($"There is no source {id}. It was removed; add it again to read it.");
        var kind = ConnectorNamed(before.Connector);
        var check = await kind.CheckAsync(WithOldSecrets(kind.Description, settings, AllSettings(before)), cancel);
        if (check.Key is not { } key || check.Problems.Count > 0) return (null, check);
        var (open, secrets) = Split(kind.Description, check.Settings);
        var row = before with
        {
            Instance = key.Instance, Account = key.Account, Settings = open, Secrets = secrets,
            Name = string.IsNullOrWhiteSpace(name) ? before.Name : name.Trim(),
        };
        var stored = await _db.WriteAsync(async scope =>
        {
            if (await HolderAsync(scope, key) is { } holder && holder != id) return false;
            await scope.Connection.ExecuteAsync(
                """
                update source set instance = @Instance, account = @Account, name = @Name, settings = @Settings,
                    secrets = @Secrets
                where id = @Id
                """, row, scope.Transaction);
            if (row.Key != before.Key)
                await scope.Connection.ExecuteAsync(
                    "update source_state set cursor = null where source_id = @id", new { id }, scope.Transaction);
            if (row.Paused == 0) await _logbook.BeginAgainAsync(scope, id, _time.GetUtcNow(), cancel);
            await _privacy.RecordAsync(scope, by, "source.changed", $"source:{id}", null, cancel);
            await _bus.PublishAsync(scope, new SourceChanged(id, false), cancel);
            return true;
        }, cancel);
        if (!stored) return (null, Refused(check));
        await RestartReaderAsync(id);
        return (AsSource(row), check);
    }

    private IConnector ConnectorNamed(string name) =>
        _connectors.GetValueOrDefault(name) ?? throw new ArgumentException(
        $"There is no connector \"{name}\"; there are {string.Join(", ", _connectors.Keys.Order(StringComparer.Ordinal))}.",
        nameof(name));

    private static SourceCheck Refused(SourceCheck check) =>
        check with { Key = null, Problems = new Dictionary<string, LocalText> { [""] = Taken } };

    private static Task<long?> HolderAsync(WriteScope scope, SourceKey key) =>
        scope.Connection.QuerySingleOrDefaultAsync<long?>(
        "select id from source where connector = @Connector and instance = @Instance and account = @Account",
        new { key.Connector, key.Instance, key.Account }, scope.Transaction);

    private (string Open, string? Secrets) Split(
        ConnectorDescription description, IReadOnlyDictionary<string, string> settings)
    {
        var secret = description.Settings.Where(f => f.Secret).Select(f => f.Key).ToHashSet(StringComparer.Ordinal);
        var hidden = settings.Where(s => secret.Contains(s.Key) && s.Value.Length > 0).ToDictionary();
        return (
            JsonSerializer.Serialize(settings.Where(s => !secret.Contains(s.Key)).ToDictionary()),
            hidden.Count == 0 ? null : _protector.Protect(JsonSerializer.Serialize(hidden)));
    }

    /// <summary>What a form sends, with the secrets that it left blank because they are never shown.</summary>
    internal static IReadOnlyDictionary<string, string> WithOldSecrets(
        ConnectorDescription description, IReadOnlyDictionary<string, string> sent,
        IReadOnlyDictionary<string, string> stored)
    {
        var whole = new Dictionary<string, string>(sent);
        foreach (var field in description.Settings.Where(f => f.Secret))
            if (string.IsNullOrEmpty(whole.GetValueOrDefault(field.Key)) && stored.TryGetValue(field.Key, out var old))
                whole[field.Key] = old;
        return whole;
    }

    private static async Task<string> FreeSlugAsync(WriteScope scope, string connector, string name)
    {
        var wish = Slug(name);
        for (var n = 1; ; n++)
        {
            var slug = n == 1 ? wish : string.Create(CultureInfo.InvariantCulture, $"{wish}-{n}");
            var used = await scope.Connection.ExecuteScalarAsync<long>(
                "select count(*) from source where connector = @connector and slug = @slug", new { connector, slug },
                scope.Transaction);
            if (used == 0) return slug;
        }
    }

    /// <summary>A name in an address: lower-case ASCII letters and digits with hyphens, at most 48.</summary>
    internal static string Slug(string name)
    {
        var plain = name.ToLowerInvariant().Replace("ä", "ae", StringComparison.Ordinal)
            .Replace("ö", "oe", StringComparison.Ordinal).Replace("ü", "ue", StringComparison.Ordinal)
            .Replace("ß", "ss", StringComparison.Ordinal).Normalize(NormalizationForm.FormD);
        var slug = new StringBuilder();
        foreach (var c in plain)
        {
            if (char.IsAsciiLetterOrDigit(c)) slug.Append(c);
            else if (CharUnicodeInfo.GetUnicodeCategory(c) is not UnicodeCategory.NonSpacingMark && slug.Length > 0
                && slug[^1] != '-')
                slug.Append('-');
            if (slug.Length == 48) break;
        }
        var trimmed = slug.ToString().Trim('-');
        return trimmed.Length == 0 ? "source" : trimmed;
    }
}
