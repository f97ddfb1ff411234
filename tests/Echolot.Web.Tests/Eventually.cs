using Shouldly;

namespace Echolot.Web.Tests;

/// <summary>Waits for what comes about by itself; a minute at most, which is long on a busy machine.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    public static Task HoldsAsync(Func<bool> holds, string? because = null) =>
        HoldsAsync(() => Task.FromResult(holds()), because);

    public static async Task HoldsAsync(Func<Task<bool>> holds, string? because = null)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!await holds())
        {
            if (TimeProvider.System.GetElapsedTime(began) > Patience)
            {
                (await holds()).ShouldBeTrue(because ?? "after a minute");
                return;
            }
            await Task.Delay(50);
        }
    }
}
