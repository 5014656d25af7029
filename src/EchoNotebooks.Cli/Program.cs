using System.CommandLine;
using EchoNotebooks.Cli.CommandLine;
using EchoNotebooks.Cli.Grading;
using EchoNotebooks.Cli.Running;
using EchoNotebooks.Cli.Verbs;

// Not verbs for people: `run` starts this program again for each notebook, where every millisecond counts, `grade` for each submission.
if (args is [RunSession.KernelVerb, var socket]) return KernelCommand.RunConnected(socket);
if (args is [Judge.Verb]) return await Judge.RunAsync().ConfigureAwait(false);
if (args is ["jupyter", "kernel", .. var kernelArguments] && KernelCommand.TryRun(kernelArguments) is { } code) return code;

var root = new RootCommand("멀티프로세스 에코 서버를 실제로 돌려 보며 배우는 노트북 묶음이다.")
{
    RunCommand.Create(),
    GradeCommand.Create(),
    SnapshotCommand.Create(),
    TraceCommand.Create(),
    LiveCommand.Create(),
    NotebooksCommand.Create(),
    FiguresCommand.Create(),
    JupyterCommand.Create(),
    DoctorCommand.Create(),
};

return await Shell.InvokeAsync(root, args).ConfigureAwait(false);
