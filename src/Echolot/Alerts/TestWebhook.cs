using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using Dapper;
using Microsoft.AspNetCore.DataProtection;

namespace Echolot.Alerts;

public sealed partial class AlertDesk
{
    /// <summary>Calls a webhook once with a test, in the words of a person; what went wrong, or null.</summary>
    /// <exception cref="AlertException">There is no such webhook, or no such person.</exception>
    public async Task<string?> TestWebhookAsync(long id, long personId, CancellationToken cancel)
    {
        WebhookRow? row;
        await using (var read = await _db.ReadAsync(cancel))
            row = await read.QuerySingleOrDefaultAsync<WebhookRow>(
                $"select {WebhookRow.Columns} from webhook where id = @id", new { id });
        if (row is null) throw MissingWebhook(id);
        var person = await _roster.FindAsync(personId, cancel) ?? throw Missing("The person is gone.");
        var now = _clock.GetUtcNow();
        var words = Wording.In(person.Language);
        return (await _sender.TestAsync(
            row, new Notification(0, personId, null, AlertKind.EachMention, words.TestTitle, words.TestBody, [], Links.Settings, now, null, words.TestWhy),
            person, cancel)).Problem;
    }

    /// <summary>Gives a webhook another secret, returned once; from now on calls are signed with it alone.</summary>
    /// <exception cref="AlertException">There is no such webhook.</exception>
    public async Task<(Webhook Webhook, string Secret)> RenewSecretAsync(
        long id, CancellationToken cancel, long? by = null)
    {
        var secret = NewSecret();
        return await _db.WriteAsync(async scope =>
        {
            var row = await scope.Connection.QuerySingleOrDefaultAsync<WebhookRow>(
                $"update webhook set secret = @secret where id = @id returning {WebhookRow.Columns}",
                new { id, secret = _secrets.Protect(secret) }, scope.Transaction) ?? throw MissingWebhook(id);
            await NoteAsync(scope, by, "webhook.secret", id, null, cancel);
            return (row.ToWebhook(), secret);
        }, cancel);
    }

    private static string NewSecret() => "whs_" + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    private static AlertException MissingWebhook(long id) => Missing(
        string.Create(CultureInfo.InvariantCulture, $"There is no webhook {id}; reload the list."));
}
