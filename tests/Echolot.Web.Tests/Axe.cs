using System.Text.Json;
using Microsoft.Playwright;

namespace Echolot.Web.Tests;

/// <summary>axe-core over an open page.</summary>
internal static class Axe
{
    private static readonly Lazy<string> Script = new(() =>
        File.ReadAllText(
            Path.Combine(Architecture.Code.Root, "src/Echolot.Web/Client/node_modules/axe-core/axe.min.js")));

    /// <summary>Serious and critical findings (WCAG 2.2 A and AA), each with where it is.</summary>
    public static async Task<IReadOnlyList<string>> SeriousAsync(IPage page)
    {
        // Runs beside the page (not as one of its scripts), so its Content-Security-Policy stays as strict as in real
        // life.
        await page.EvaluateAsync(Script.Value);
        return await FoundAsync(page, new { type = "tag", values = (string[])["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] });
    }

    /// <summary>The same of a page that follows the theme of the system: in light everything, in dark what depends on colours.</summary>
    public static async Task<IReadOnlyList<string>> SeriousInBothThemesAsync(IPage page)
    {
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
        var light = await SeriousAsync(page);
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        var dark = await FoundAsync(page, new { type = "rule", values = (string[])["color-contrast", "link-in-text-block"] });
        return [.. light, .. dark.Select(found => $"in dark: {found}")];
    }

    /// <param name="only">Which rules run, as axe-core takes it.</param>
    private static async Task<IReadOnlyList<string>> FoundAsync(IPage page, object only)
    {
        var result = await page.EvaluateAsync<JsonElement>(
            """
            async only => {
              // Colours of another theme come frame by frame, from the outer elements to the inner ones: they stand still after three alike.
              const colours = () => [...document.querySelectorAll('body, body *')].map(e => getComputedStyle(e).color).join();
              for (let before = colours(), alike = 0, frames = 0; alike < 3 && frames < 120; frames++) {
                await new Promise(requestAnimationFrame);
                const now = colours();
                alike = now === before ? alike + 1 : 0;
                before = now;
              }
              // A half-faded message has half its contrast: judge what stays, not what is moving (spinners never end).
              await Promise.all(document.getAnimations()
                .filter(a => a.effect?.getComputedTiming().endTime !== Infinity).map(a => a.finished.catch(() => {})));
              const found = await axe.run(document, { runOnly: only, resultTypes: ['violations'] });
              return found.violations.filter(v => v.impact === 'serious' || v.impact === 'critical')
                .flatMap(v => v.nodes.map(n => `${v.id} (${v.impact}): ${n.target.join(' ')}: ${n.any.concat(n.all).map(c => c.message).join('; ')}`));
            }
            """, only);
        return [.. result.EnumerateArray().Select(item => item.GetString()!)];
    }
}
