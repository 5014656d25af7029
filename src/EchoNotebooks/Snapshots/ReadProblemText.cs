using EchoNotebooks.Linux;

namespace EchoNotebooks;

/// <summary>What could not be read of a process, in a sentence that says what to do.</summary>
internal static class ReadProblemText
{
    public static string Of(ReadProblem problem) => problem.What switch
    {
        ReadProblemKind.Gone =>
            $"프로세스 {problem.Pid}: 그런 프로세스가 없거나 읽는 사이에 끝났다({problem.Path}: {Errno.Name(problem.Errno)}). ps로 번호를 확인한다.",
        ReadProblemKind.Moved => $"프로세스 {problem.Pid}: 다시 볼 때마다 디스크립터나 자식이 달라져 있었다. "
            + "보여 준 것은 마지막으로 읽은 모습이라 다른 프로세스와 시점이 어긋날 수 있다. 조용해진 뒤에 다시 찍는다.",
        _ => $"프로세스 {problem.Pid}: {problem.Path} 읽기 권한이 없다({Errno.Name(problem.Errno)}). "
            + "그 프로세스를 실행한 사용자나 root로 다시 실행한다.",
    };
}
