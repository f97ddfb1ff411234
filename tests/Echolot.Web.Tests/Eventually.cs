using Shouldly;

namespace Echolot.Web.Tests;

/// <summary>Waits for what comes about by itself; two minutes at most, for busy machines.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public static Task HoldsAsync(Func<bool> holds, string? because = null) =>
        HoldsAsync(() => Task.FromResult(holds()), because);

    public static async Task HoldsAsync(Func<Task<bool>> holds, string? because = null)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!await holds())
        {
            if (TimeProvider.System.GetElapsedTime(began) > Patience)
            {
                (await holds()).ShouldBeTrue(because ?? "after two minutes");
                return;
            }
            // Whoever waits long asks seldom: a person may make so many calls a minute.
            var waited = TimeProvider.System.GetElapsedTime(began);
            await Task.Delay(Math.Clamp((int)waited.TotalMilliseconds / 10, 50, 500));
        }
    }
}
