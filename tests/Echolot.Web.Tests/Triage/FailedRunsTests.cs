using System.Globalization;
using Dapper;
using Echolot.Storage;
using Echolot.Teams;
using Echolot.Web.Tests.Api;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Echolot.Web.Tests.Triage;

/// <summary>Runs that failed before their end, on the page of runs and by the API.</summary>
[Collection("api")]
public sealed class FailedRunsTests(ApiHost api)
{
    [Fact]
    public async Task A_failed_run_goes_on_by_a_button_and_by_a_call()
    {
        var id = await FailedAsync();
        using var browser = await api.Host.SignedInAsync(language: "de");
        var form = $"form[action='{Urls.RunGoOn(id)}']";
        (await browser.GetAsync(Urls.Runs)).Find(form)!.TextContent.ShouldContain("Fortsetzen");
        (await browser.PostAsync(Urls.Runs, Urls.RunGoOn(id))).Location.ShouldBe(Urls.Runs);
        await DoneAsync(id);
        (await browser.GetAsync(Urls.Runs)).Find(form).ShouldBeNull();

        await BreakAsync(id);
        var reader = await api.CallerAsync(Permission.ReadMentions);
        await reader.PostAsync($"runs/{id}/resume", new { }, 403);
        (await api.Administrator.PostAsync($"runs/{id}/resume", new { })).GetProperty("problem").ValueKind
            .ShouldBe(System.Text.Json.JsonValueKind.Null);
        await DoneAsync(id);
        await api.Administrator.PostAsync($"runs/{id}/resume", new { }, 422);
        await api.Administrator.PostAsync("runs/987654/resume", new { }, 404);
    }

    private async Task<long> FailedAsync()
    {
        var run = await api.Administrator.PostAsync(
            "runs?q=niemandsagtdas", new { changes = new[] { new { field = "flag" } } });
        var id = long.Parse(run.GetProperty("id").GetString()!, CultureInfo.InvariantCulture);
        await DoneAsync(id);
        await BreakAsync(id);
        return id;
    }

    private Task DoneAsync(long id) => Eventually.HoldsAsync(
        async () => (await api.Administrator.GetAsync($"runs/{id}")).GetProperty("state").GetString() == "done");

    private Task BreakAsync(long id) => api.Host.Services.GetRequiredService<EcholotDb>().WriteAsync(
        scope => scope.Connection.ExecuteAsync(
            "update run set state = 'Failed', problem = 'TimeoutException' where id = @id", new { id }, scope.Transaction),
        CancellationToken.None);
}
