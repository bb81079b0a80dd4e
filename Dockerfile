# syntax=docker/dockerfile:1
FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
ARG VERSION=dev
RUN CGO_ENABLED=0 go build -trimpath -ldflags "-s -w -X main.version=${VERSION}" -o /gendu ./cmd/gendu

FROM debian:bookworm-slim
RUN apt-get update \
 && apt-get install -y --no-install-recommends ca-certificates espeak-ng ffmpeg pocketsphinx-en-us \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 10001 --home-dir /data --create-home gendu
COPY --from=build /gendu /usr/local/bin/gendu
USER gendu
WORKDIR /data
VOLUME /data
ENV GENDU_ADDR=:8080 \
    GENDU_DATABASE=sqlite:/data/gendu.db \
    GENDU_OBJECTS=file:/data/objects
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s CMD ["gendu", "health"]
ENTRYPOINT ["gendu"]
CMD ["serve"]
