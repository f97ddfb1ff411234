using System.CommandLine;
using System.CommandLine.Help;
using Echolot.Play.Demo;

var urls = new Option<string>("--urls") { Description = "Address to listen on", DefaultValueFactory = _ => "http://127.0.0.1:5080" };
var data = new Option<DirectoryInfo>("--data") { Description = "Folder of the demo's data", DefaultValueFactory = _ => new("data/demo") };
var press = new Option<string>("--press") { Description = "Loopback address of the demo's papers", DefaultValueFactory = _ => "http://127.0.0.1:5081" };
var quiet = new Option<bool>("--quiet") { Description = "No live posts" };
var root = new Command("echolot", "./echolot --demo serves the demo world Nordlicht Versand.")
{
    new HelpOption(), urls, data, press, quiet,
};
root.SetAction((parsed, cancel) => Demonstration.RunAsync(
    parsed.GetValue(urls)!, parsed.GetValue(data)!, parsed.GetValue(press)!, live: !parsed.GetValue(quiet), cancel));
// Told to stop, the server drains for up to 30 seconds; the default here would cut it off after two.
return await root.Parse(args.Where(a => a != "--demo").ToArray())
    .InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(35) });
