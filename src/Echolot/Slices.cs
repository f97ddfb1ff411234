using Echolot.Alerts;
using Echolot.Answers;
using Echolot.Contacts;
using Echolot.Conversations;
using Echolot.Enrichment;
using Echolot.Insights;
using Echolot.Evidence;
using Echolot.Intake;
using Echolot.Mentions;
using Echolot.Mentions.Stories;
using Echolot.Messaging;
using Echolot.Monitors;
using Echolot.Privacy;
using Echolot.Sources;
using Echolot.Sources.Hubs;
using Echolot.Sources.Imports;
using Echolot.Sources.Subscriptions;
using Echolot.Storage;
using Echolot.Teams;
using Echolot.Triage;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Echolot;

/// <summary>Every slice of the product, in the order a post travels.</summary>
public static class Slices
{
    /// <summary>Registers the slices over an opened database. Connectors are added by their own assembly.</summary>
    /// <param name="data">
    /// Folder of the data; the keys that encrypt secrets of sources lie in its folder <c>keys</c> and belong into every
    /// backup. Null leaves data protection to the caller.
    /// </param>
    public static IServiceCollection AddEcholot(this IServiceCollection services, EcholotDb db, DirectoryInfo? data = null)
    {
        // The name separates our keys from other programs' and must never change: secrets could not be read any more.
        var protection = services.AddDataProtection().SetApplicationName("Echolot");
        if (data is not null) protection.PersistKeysToFileSystem(new DirectoryInfo(Path.Combine(data.FullName, "keys")));
        services.TryAddSingleton(TimeProvider.System);
        // A factory hands the database to the container, which closes it last; an instance would stay open.
        services.AddSingleton(_ => db);
        services.AddSingleton<Bus>();
        services.AddSingleton<Roster>();
        services.AddSingleton<IHoldsPersonalData, StaffRecords>();
        services.AddSingleton<IHoldsPersonalData, StaffSeats>();
        services.AddSingleton<Archive>();
        services.AddSingleton<StoryDesk>();
        services.AddSingleton<IHoldsPersonalData, PersonalMentions>();
        services.AddSingleton<IHoldsPersonalData, PersonalRaw>();
        services.AddSingleton<IHoldsPersonalData, PersonalWork>();
        services.AddSingleton<IHoldsPersonalData, PersonalExclusions>();
        services.AddSingleton<IHoldsPersonalData, PersonalMonitors>();
        services.AddSingleton<IHoldsPersonalData, PoisonList>();
        services.AddSingleton<IHoldsPersonalData, PersonalAudit>();
        services.AddSingleton<IHoldsPersonalData, PersonalErasureRequests>();
        services.AddSingleton(s => new PrivacyOffice(
            db, s.GetServices<IHoldsPersonalData>, s.GetRequiredService<IDataProtectionProvider>(), s.GetRequiredService<TimeProvider>()));
        services.AddSingleton<Logbook>();
        services.AddSingleton<SourceRunner>();
        services.TryAddSingleton(s => HubOptions.Of(s.GetService<IConfiguration>()));
        services.AddSingleton<HubDesk>();
        services.AddSingleton<SubscriptionDesk>();
        services.AddSingleton<BackfillDesk>();
        services.AddSingleton<Watchlist>();
        services.AddSingleton<Analyst>();
        services.AddSingleton<IHoldsPersonalData, PersonalSearches>();
        // After the archive: it forgets what the archive has forgotten.
        services.AddSingleton<IHoldsPersonalData, PersonalSums>();
        services.AddSingleton(_ => Enrichers.Load());
        services.AddSingleton<Arrivals>();
        services.AddSingleton<IHoldsPersonalData>(s => s.GetRequiredService<Arrivals>());
        services.AddSingleton<Gate>();
        services.AddSingleton<ITakesEvents>(s => s.GetRequiredService<Gate>());
        services.AddSingleton<RepeatedPushes>();
        services.TryAddSingleton(s => AlertOptions.Of(s.GetService<IConfiguration>()));
        services.TryAddSingleton(s => s.GetRequiredService<AlertOptions>().Mail);
        services.AddSingleton<AlertDesk>();
        services.AddSingleton<IHoldsPersonalData, StaffAlerts>();
        // Made before the bus starts, so that it listens to the first fact; started first, so that it stops last.
        services.AddHostedService<AlertRounds>();
        services.AddSingleton<EvidenceRoom>();
        services.AddSingleton<IHoldsPersonalData, PersonalEvidence>();
        services.AddSingleton<TriageDesk>();
        services.AddSingleton<IHoldsPersonalData, StaffTriage>();
        services.AddHostedService<TriageRounds>();
        services.AddSingleton<AddressBook>();
        services.AddSingleton<AnswerLibrary>();
        services.AddSingleton<IHoldsPersonalData, PersonalAnswers>();
        services.AddSingleton<Inbox>();
        services.AddSingleton<AskedOnce>();
        services.AddSingleton<Presence>();
        services.AddSingleton<ChatDesk>();
        services.AddSingleton<IHoldsPersonalData, PersonalChat>();
        services.AddSingleton(s => new OpinionDesk(
            db, s.GetRequiredService<Inbox>(), s.GetRequiredService<SourceRunner>(), s.GetRequiredService<Roster>(),
            s.GetRequiredService<Bus>(), s.GetRequiredService<PrivacyOffice>(), s.GetRequiredService<TimeProvider>(),
            s.GetRequiredService<AlertOptions>().PublicUrl, s.GetRequiredService<ILogger<OpinionDesk>>()));
        // Before the address book, by which it finds whose opinions they are.
        services.AddSingleton<IHoldsPersonalData, PersonalOpinions>();
        // Before the address book, by which it finds whose conversations they are.
        services.AddSingleton<IHoldsPersonalData, PersonalReplyFiles>();
        services.AddSingleton<IHoldsPersonalData, PersonalConversations>();
        services.AddSingleton<CareReports>();
        services.AddSingleton<IHoldsPersonalData, PersonalFigures>();
        services.AddSingleton<IHoldsPersonalData, PersonalAutoReplies>();
        services.AddSingleton<IHoldsPersonalData, PersonalScenarios>();
        services.AddSingleton<IHoldsPersonalData, PersonalContacts>();
        services.AddSingleton<RotaDesk>();
        services.AddSingleton<IHoldsPersonalData, StaffRota>();
        services.AddHostedService<RotaRounds>();
        services.AddSingleton<DraftingDesk>();
        services.AddSingleton<IHoldsPersonalData, StaffDrafting>();
        services.AddSingleton<DutyCalls>();
        services.AddSingleton<DutyPost>();
        services.AddSingleton<IHoldsPersonalData, StaffDuty>();
        services.AddHostedService<DutyRounds>();
        services.AddHostedService<BotRounds>();
        services.AddHostedService<InboxRounds>();
        services.AddSingleton(new ImportFolder(Path.Combine(data?.FullName ?? Path.GetTempPath(), "imports")));
        services.AddSingleton<ImportDesk>();
        services.AddSingleton<NameAuthors>();
        services.AddSingleton<IHoldsPersonalData, ForgetImports>();
        return services;
    }

    /// <summary>
    /// Runs the slices with the host, which stops them in reverse: readers stop, intake stores what it has accepted, the
    /// bus hands on what was stored.
    /// </summary>
    public static IServiceCollection AddEcholotWork(this IServiceCollection services) => services
        // Made before the bus runs, so that it listens to the first fact.
        .AddRecurring<StoryDesk>(
            "Forgetting marks of stories", TimeSpan.FromMinutes(30), (stories, cancel) => stories.PruneAsync(cancel))
        .AddRunningOnce<Bus>((bus, cancel) => bus.RunAsync(cancel))
        .AddRunning<Archive>((archive, cancel) => archive.FollowExclusionsAsync(cancel))
        .AddRunning<Archive>((archive, cancel) => archive.FollowClassesAsync(cancel))
        .AddRecurring<Archive>(
            "Forgetting labels that no longer come back", TimeSpan.FromHours(24), (archive, cancel) => archive.ForgetRemovalsAsync(cancel))
        .AddRecurring<AnswerLibrary>(
            "Telling owners of answers that expire", TimeSpan.FromHours(1), (library, cancel) => library.RemindAsync(cancel))
        .AddRecurring<CareReports>(
            "Figures of the care desk", TimeSpan.FromMinutes(10), (reports, cancel) => reports.KeepAsync(cancel))
        .AddRecurring<DutyCalls>(
            "Looking for urgent conversations out of hours", TimeSpan.FromMinutes(1), (duty, cancel) => duty.LookAgainAsync(cancel))
        .AddHostedService<MonitorRounds>()
        .AddRunning<BackfillDesk>((desk, cancel) => desk.RunAsync(cancel))
        .AddRunning<Analyst>((analyst, cancel) => analyst.RunAsync(cancel))
        .AddRecurring<PrivacyOffice>("Retention", TimeSpan.FromHours(24), (office, cancel) => office.ExpireAsync(cancel))
        .AddRunningOnce<Gate>((gate, cancel) => gate.RunAsync(cancel))
        .AddRunning<NameAuthors>((names, cancel) => names.RunAsync(cancel))
        .AddRunning<ImportDesk>((desk, cancel) => desk.RunAsync(cancel))
        .AddRecurring<SourceRunner>(
            "Looking for reservations", TimeSpan.FromMinutes(5), (sources, cancel) => sources.LookForReservationsAsync(cancel))
        .AddRunning<SourceRunner>((sources, cancel) => sources.FillGapsAsync(cancel))
        .AddRunning<SubscriptionDesk>((desk, cancel) => desk.RunAsync(cancel))
        .AddRunning<HubDesk>((hubs, cancel) => hubs.RunAsync(cancel))
        .AddRunning<SourceRunner>((sources, cancel) => sources.RunAsync(cancel));
}
