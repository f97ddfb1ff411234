using Echolot.Network;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Echolot.Alerts;

/// <summary>
/// Runs the alert desk in the host. It listens from its making on, before the bus hands out the first fact.
/// </summary>
internal sealed class AlertRounds : BackgroundService
{
    private readonly AlertDesk _desk;
    private readonly ILogger _log;

    public AlertRounds(AlertDesk desk, ILogger<AlertRounds> log)
    {
        (_desk, _log) = (desk, log);
        desk.Listen();
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // No mail server at all is a choice; one that cannot be used is a mistake.
        if (_desk.MailGap is not (MailGap.None or MailGap.Server))
            _log.LogWarning("Mail cannot go out: {Problem}", _desk.MailProblem);
        return _desk.RunAsync(stoppingToken);
    }
}
