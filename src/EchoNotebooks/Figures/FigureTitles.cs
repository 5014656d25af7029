namespace EchoNotebooks.Figures;

/// <summary>The titles of the chapter's figures, which stand below them and are read to a reader without pictures.</summary>
internal static class FigureTitles
{
    public const string Model = "그림 1. 멀티프로세스 에코 서버: 클라이언트가 다섯이면 자식 프로세스도 다섯이다";
    public const string Forked = "그림 2. fork 직후: 소켓마다 디스크립터 두 개가 가리킨다";
    public const string Closed = "그림 3. 필요 없는 디스크립터를 닫은 뒤: 소켓마다 디스크립터 한 개가 가리킨다";
}
