namespace Echolot;

/// <summary>Work of which one runs at a time.</summary>
internal static class Turns
{
    /// <summary>Waits for the turn, works, and hands it on whatever became of the work.</summary>
    public static async Task InTurnAsync(this SemaphoreSlim turn, Func<Task> work, CancellationToken cancel)
    {
        await turn.WaitAsync(cancel);
        try
        {
            await work();
        }
        finally
        {
            turn.Release();
        }
    }
}
