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
        var result = await page.EvaluateAsync<JsonElement>(
            """
            async () => {
              // A half-faded message has half its contrast: judge what stays, not what is moving (spinners never end).
              const shadows = [...document.querySelectorAll('*')].flatMap(e => e.shadowRoot?.getAnimations() ?? []);
              await Promise.all([...document.getAnimations(), ...shadows]
                .filter(a => a.effect?.getComputedTiming().endTime !== Infinity).map(a => a.finished.catch(() => {})));
              const found = await axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'], resultTypes: ['violations'] });
              return found.violations.filter(v => v.impact === 'serious' || v.impact === 'critical')
                .flatMap(v => v.nodes.map(n => `${v.id} (${v.impact}): ${n.target.join(' ')}: ${n.any.concat(n.all).map(c => c.message).join('; ')}`));
            }
            """);
        return [.. result.EnumerateArray().Select(item => item.GetString()!)];
    }
}
