// THE COMMENTS "// the child's CALL(DESCRIPTOR)" AND "// the parent's CALL(DESCRIPTOR)" IN THIS FILE ARE DATA.
// The library reads them to find the line that made a system call (src/EchoNotebooks/Timelines/SourceMarks.cs).

using EchoNotebooks.Linux;
using EchoNotebooks.Server;

// echo-server [--any] [--step] [--design NAME] <port>: the chapter's multiprocess echo server, and other designs.
DescriptorLimit.Guarantee();
if (!Arguments.TryParse(args, out var arguments)) return arguments.ExitCode;
if (arguments.Client is { } clnt_sock) return SpawnServer.Serve(clnt_sock);
if (!RuntimeSettings.Guaranteed()) return 1;

var signal_fd = Signals.OpenDescriptor();
ChildProcess.Rehearse();
Step.Enabled = arguments.Step;
var serv_sock = ListeningSocket.Open(arguments);
return serv_sock == -1 ? 1 : arguments.Design.Create(serv_sock, signal_fd).Serve(); // the parent's exit()
