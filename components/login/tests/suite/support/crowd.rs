use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use bytes::Bytes;
use http::Request;
use http_body_util::Full;
use platform::{Platform, Row, Sql, SqlError, Value, sql::Connection};

use super::{Answer, Stage, send};

/// Long enough for the others to read what is about to be written.
const PAUSE: Duration = Duration::from_millis(50);

/// A database that takes its time before it writes that something is used, or begins to write, so that whoever decides on
/// what it read before loses the race.
struct Slow(Arc<dyn Sql>);

struct SlowConnection(Box<dyn Connection>);

#[async_trait]
impl Sql for Slow {
    async fn open(&self, label: &str) -> Result<Box<dyn Connection>, SqlError> {
        Ok(Box::new(SlowConnection(self.0.open(label).await?)))
    }
}

#[async_trait]
impl Connection for SlowConnection {
    async fn execute(&mut self, statement: &str, parameters: &[Value]) -> Result<Vec<Row>, SqlError> {
        if statement.contains("SET used_at") || statement == "BEGIN IMMEDIATE" {
            tokio::time::sleep(PAUSE).await;
        }
        self.0.execute(statement, parameters).await
    }
}

impl Stage {
    /// Sends sixteen requests at once, over four instances. They are made beforehand: signing takes longer than what is
    /// raced for.
    pub async fn send_at_once(&self, request: impl Fn() -> (http::request::Builder, String)) -> Vec<Answer> {
        let instances: Vec<_> = (0..4).map(|_| Arc::new(login::app(self.slow_platform()))).collect();
        let requests: Vec<_> = std::iter::repeat_with(request).take(16).collect();
        let tasks = instances.iter().cycle().zip(requests).map(|(app, (request, body))| {
            let request = request.header("spin-client-addr", "203.0.113.7:40000");
            let request: Request<Full<Bytes>> = request.body(Full::new(body.into())).unwrap();
            let app = app.clone();
            tokio::spawn(async move { send(&app, request).await })
        });
        let tasks: Vec<_> = tasks.collect();
        futures_util::future::join_all(tasks).await.into_iter().map(Result::unwrap).collect()
    }

    fn slow_platform(&self) -> Platform {
        let platform = self.world.platform();
        Platform { sql: Arc::new(Slow(platform.sql.clone())), ..platform }
    }
}
