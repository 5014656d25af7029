using EchoNotebooks.Linux;
using EchoNotebooks.Views;

namespace EchoNotebooks.Figures;

/// <summary>Names in place of what differs from run to run: process ids, ports, inodes, states.</summary>
/// <param name="ClientNumbers">The number of each client by its own endpoint.</param>
internal sealed record FigureLabels(IReadOnlyDictionary<string, int> ClientNumbers) : Labels
{
    public override bool ShowsRest => false;

    public override string Process(ProcessFact process) =>
        process.Role is { IsParent: true } ? "accept하고 fork한다" : "클라이언트 하나를 맡는다";

    public override string Ends(SocketFact socket) =>
        socket.Remote is null ? "포트 P에서 기다린다" : $"포트 P ↔ 클라이언트 {ClientNumbers[socket.Remote.Plain.ToString()]}";

    public override string Inode(SocketFact socket) => "";

    public override string Client(string end) => "포트 P에 연결되었다";
}
