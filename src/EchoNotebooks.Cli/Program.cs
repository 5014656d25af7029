using System.CommandLine;
using EchoNotebooks.Cli.Verbs;

var root = new RootCommand("멀티프로세스 에코 서버를 실제로 돌려 보며 배우는 노트북 묶음이다.")
{
    SnapshotCommand.Create(),
};

return root.Parse(args).Invoke();
