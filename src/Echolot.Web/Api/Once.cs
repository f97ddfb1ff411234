using System.Text.Json;
using Echolot.Conversations;
using Echolot.Web.Shell.SignIn;
using Microsoft.Extensions.Options;
using JsonOptions = Microsoft.AspNetCore.Http.Json.JsonOptions;

namespace Echolot.Web.Api;

/// <summary>What a call under an <c>Idempotency-Key</c> does, it does once.</summary>
internal static class Once
{
    private const string Header = "Idempotency-Key";

    /// <summary>For descriptions.</summary>
    public const string Said = " With an `Idempotency-Key` a repetition within 24 hours gets the first answer again; with another body it is refused.";

    /// <param name="order">All that is asked; with another one the key is refused.</param>
    /// <param name="act">Does it, and says the id that the answer names; 0: none.</param>
    public static Task<long> OnceAsync<TOrder>(
        this HttpContext http, TOrder order, Func<CancellationToken, Task<long>> act, CancellationToken cancel)
    {
        var key = http.Request.Headers[Header].ToString();
        if (key.Length == 0) return act(cancel);
        var json = http.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
        // Whoever goes away meanwhile asks again: what was begun is finished.
        return http.RequestServices.GetRequiredService<AskedOnce>().DoAsync(
            key, http.Actor().Person.Id, $"{http.Request.Method} {http.Request.Path}", JsonSerializer.Serialize(order, json),
            () => act(CancellationToken.None), cancel);
    }
}
